package io.posestream.core.pose;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was lost of a frame, though it is no bad record as a whole.
 *
 * @param losses how much of each kind for each reason, in the order in which they were found
 * @param account which persons and joints, what was expected and what was found; bounded
 */
public record FrameFaults(List<Loss> losses, String account) {
  /** A frame that lost nothing. */
  public static final FrameFaults NONE = new FrameFaults(List.of(), "");

  /** Copies the list in. */
  public FrameFaults {
    losses = List.copyOf(losses);
  }

  /** What is lost. */
  public enum Part {
    /** The frame itself, for it came too late. */
    FRAME,
    /** A person, who is left out. */
    PERSON,
    /** A joint, which is absent. */
    JOINT,
    /** A single value, which is corrected: a score that is clamped, a box that is left out. */
    VALUE;

    /** Returns the name as it stands in dead letters. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the part of that name. */
    public static Optional<Part> named(String id) {
      return Arrays.stream(values()).filter(part -> part.id().equals(id)).findFirst();
    }
  }

  /**
   * What was lost for one reason.
   *
   * @param part what
   * @param reason why
   * @param count how many, positive
   */
  public record Loss(Part part, RejectReason reason, int count) {}

  /** Returns what a frame lost that came after its last window was closed: itself. */
  public static FrameFaults late() {
    return new FrameFaults(
        List.of(new Loss(Part.FRAME, RejectReason.LATE_FRAME, 1)),
        "expected frames while one of their windows is open"
            + " (frames.max-out-of-orderness), got one behind it");
  }

  /** Returns whether nothing was lost. */
  public boolean isEmpty() {
    return losses.isEmpty();
  }
}
