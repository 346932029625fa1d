package io.posestream.core.pose;

import java.util.ArrayList;
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

  /**
   * Returns these faults and that the frame is the first after its camera's clock was set back.
   *
   * @param newestMillis event time the camera had reached
   * @param millis the frame's event time
   */
  public FrameFaults withSetBack(long newestMillis, long millis) {
    List<Loss> all = new ArrayList<>(losses);
    all.add(new Loss(Part.VALUE, RejectReason.CLOCK_SET_BACK, 1));
    String told =
        "expected event times after %d ms, got %d ms and more of that clock: set back by %d ms"
            .formatted(newestMillis, millis, newestMillis - millis);
    return new FrameFaults(all, account.isEmpty() ? told : account + "; " + told);
  }

  /**
   * Returns these faults and that the frame's picture cannot be used.
   *
   * @param told what was expected, and what was found
   */
  public FrameFaults withSpoiltPicture(String told) {
    List<Loss> all = new ArrayList<>(losses);
    all.add(new Loss(Part.VALUE, RejectReason.UNDECODABLE, 1));
    return new FrameFaults(all, account.isEmpty() ? told : account + "; " + told);
  }

  /** Returns whether nothing was lost. */
  public boolean isEmpty() {
    return losses.isEmpty();
  }
}
