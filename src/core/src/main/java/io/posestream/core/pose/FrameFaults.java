package io.posestream.core.pose;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a frame lost when it was checked, though the rest of it is used.
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

  /** Returns whether nothing was lost. */
  public boolean isEmpty() {
    return losses.isEmpty();
  }
}
