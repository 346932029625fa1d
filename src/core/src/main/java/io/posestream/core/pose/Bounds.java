package io.posestream.core.pose;

/**
 * How much of anything a frame may hold, whoever made it.
 *
 * <p>Ids go into keys, headers, messages and state: a bound on them bounds whatever is made of
 * them, so that no record that came in can make one that cannot go out.
 */
public final class Bounds {
  /** Characters of a camera id or a track id. */
  public static final int LONGEST_ID = 256;

  /** Persons of a frame before the job's own limit is applied. */
  public static final int MOST_PERSONS = 10_000;

  private static final int LONGEST_SHOWN = 100;

  private Bounds() {}

  /** Returns an id as it may stand in a message: its start, if it is long. */
  static String shown(String id) {
    return id.length() > LONGEST_SHOWN ? id.substring(0, LONGEST_SHOWN) + "..." : id;
  }

  /**
   * Refuses a frame with more persons than any frame may hold; decoders ask before they read the
   * next one.
   *
   * @param found persons there are, or at least so many
   * @throws InvalidFrameException if they are too many
   */
  public static void requirePersons(long found) {
    if (found > MOST_PERSONS) {
      throw new InvalidFrameException(
          RejectReason.TOO_MANY_PERSONS,
          "expected at most %d persons in a frame, got %d or more".formatted(MOST_PERSONS, found));
    }
  }
}
