package io.posestream.formats.dialect;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decodes records of a topic whose messages are another program's, each a frame.
 *
 * <p>The camera is the record's key, else what the message says; the time is the message's, else
 * the record's; the frame number is the message's, else the record's offset. Ids that a tracker
 * gives here begin with the time of its first frame: after a restart they are others, and the job's
 * own linking goes on with the tracks.
 *
 * <p>Mutable, for it may follow tracks; owned and used by one thread.
 */
public final class DialectDecoder {
  private final FrameDialect dialect;
  private final Declaration declared;
  private final FrameMaker maker;

  /**
   * Creates a decoder.
   *
   * @param dialect of every message
   * @param declared what the messages do not say
   * @param trackIds where they come from
   */
  public DialectDecoder(FrameDialect dialect, Declaration declared, TrackIds trackIds) {
    this.dialect = dialect;
    this.declared = declared;
    this.maker = new FrameMaker(declared.size(), trackIds, FrameMaker.TrackNames.BY_TIME);
  }

  /**
   * Decodes a record.
   *
   * @param value the message
   * @param key the record's, if it is text
   * @param recordMillis the record's timestamp, if it has one
   * @param origin where it was read
   * @throws InvalidFrameException if it is no frame that can be used
   */
  public PoseFrame decode(
      byte[] value, Optional<String> key, OptionalLong recordMillis, FrameOrigin origin) {
    List<SeenFrame> frames = dialect.read(value, declared);
    if (frames.size() != 1) {
      throw Fields.wrong("one frame a record", frames.size() + " frames");
    }
    SeenFrame seen = frames.get(0);
    return maker.frame(
        seen,
        new FrameMaker.Stamp(
            key.filter(text -> !text.isBlank()).or(seen::camera).orElse(""),
            seen.number().orElse(Math.max(0, origin.offset())),
            micros(seen, recordMillis),
            origin));
  }

  private static long micros(SeenFrame seen, OptionalLong recordMillis) {
    if (seen.timeMicros().isPresent()) {
      return seen.timeMicros().getAsLong();
    }
    if (recordMillis.isEmpty()) {
      throw new InvalidFrameException(
          RejectReason.EVENT_TIME, "expected a time of the message or of the record, got none");
    }
    return 1000 * recordMillis.getAsLong();
  }
}
