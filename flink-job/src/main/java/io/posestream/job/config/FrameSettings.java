package io.posestream.job.config;

import io.posestream.core.picture.PictureIntake;
import io.posestream.core.window.FrameLimits;
import java.time.Duration;

/**
 * Which frames are accepted, and how long they are waited for.
 *
 * @param eventTimes where a frame's event time may lie
 * @param maxOutOfOrderness how long a window waits
 * @param sourceIdleness processing time without records after which a partition is left out of
 *     event time
 * @param idleTimeout event time without frames after which a camera's state is removed
 * @param limits bounds of a camera's state
 * @param pictures what becomes of the frames' pictures
 * @param pictureFolder below which pictures lie that frames refer to; empty if none is followed
 */
public record FrameSettings(
    EventTimeBounds eventTimes,
    Duration maxOutOfOrderness,
    Duration sourceIdleness,
    Duration idleTimeout,
    FrameLimits limits,
    PictureIntake pictures,
    String pictureFolder) {
  private static final long MOST_PICTURE_BYTES = 16 << 20;

  static FrameSettings of(OptionReader options) {
    long maxSkewMillis = options.positiveTime(FrameOptions.MAX_CLOCK_SKEW).toMillis();
    return new FrameSettings(
        new EventTimeBounds(
            maxSkewMillis,
            options.time(FrameOptions.MAX_AGE).toMillis(),
            options.read(FrameOptions.TIME_UNITS)),
        options.read(FrameOptions.MAX_OUT_OF_ORDERNESS),
        options.positiveTime(FrameOptions.SOURCE_IDLENESS),
        options.read(FrameOptions.IDLE_TIMEOUT),
        FrameLimits.DEFAULTS
            .withMaxSkewMillis(maxSkewMillis)
            .withMaxPersons(options.positive(FrameOptions.MAX_PERSONS))
            .withMaxFrames(options.positive(FrameOptions.MAX_BUFFERED))
            .withMaxTracks(options.positive(FrameOptions.MAX_TRACKS))
            .withMaxPictureBytes(maxPictureBytes(options)),
        options.read(FrameOptions.PICTURES),
        options.read(FrameOptions.PICTURE_FOLDER));
  }

  private static int maxPictureBytes(OptionReader options) {
    long bytes = options.read(FrameOptions.MAX_PICTURE_BYTES).getBytes();
    if (bytes < 1 || bytes > MOST_PICTURE_BYTES) {
      throw OptionReader.refused(
          FrameOptions.MAX_PICTURE_BYTES, "1 byte to 16 mb", String.valueOf(bytes));
    }
    return (int) bytes;
  }
}
