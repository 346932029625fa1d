package io.posestream.job.config;

import io.posestream.core.picture.PictureIntake;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.FrameLimits;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Options under {@code frames.}: which frames are accepted. */
public final class FrameOptions {
  public static final ConfigOption<Duration> MAX_OUT_OF_ORDERNESS =
      ConfigOptions.key("frames.max-out-of-orderness")
          .durationType()
          .defaultValue(Duration.ofMillis(AssemblyPolicy.DEFAULTS.maxOutOfOrdernessMillis()))
          .withDescription(
              "How long a window waits for out-of-order frames; a higher value tolerates more"
                  + " disorder and delays every event.");

  public static final ConfigOption<Duration> MAX_CLOCK_SKEW =
      ConfigOptions.key("frames.max-clock-skew")
          .durationType()
          .defaultValue(Duration.ofMillis(EventTimeBounds.DEFAULTS.aheadMillis()))
          .withDescription(
              "How far a frame's event time may be ahead of its record's timestamp, and ahead of"
                  + " its camera's newest frame unless the next frames confirm the jump.");

  public static final ConfigOption<Duration> MAX_AGE =
      ConfigOptions.key("frames.max-age")
          .durationType()
          .defaultValue(Duration.ofMillis(EventTimeBounds.DEFAULTS.behindMillis()))
          .withDescription(
              "How far a frame's event time may be behind its record's timestamp; older frames"
                  + " become dead letters; 0 accepts any age, as replays of old recordings need.");

  public static final ConfigOption<EventTimeBounds.Units> TIME_UNITS =
      ConfigOptions.key("frames.time-units")
          .enumType(EventTimeBounds.Units.class)
          .defaultValue(EventTimeBounds.DEFAULTS.units())
          .withDescription(
              "checked rejects event times that would be close to their record's timestamp in"
                  + " another unit, such as seconds read as milliseconds; unchecked accepts them,"
                  + " for clocks that have counted from zero for weeks.");

  public static final ConfigOption<Duration> SOURCE_IDLENESS =
      ConfigOptions.key("frames.source-idleness")
          .durationType()
          .defaultValue(Duration.ofMinutes(2))
          .withDescription(
              "Processing time without records, while the brokers answer, after which a partition no"
                  + " longer holds back event time; must be longer than a broker failover plus a"
                  + " recovery.");

  public static final ConfigOption<Duration> IDLE_TIMEOUT =
      ConfigOptions.key("frames.idle-timeout")
          .durationType()
          .defaultValue(Duration.ofMillis(AssemblyPolicy.DEFAULTS.idleTimeoutMillis()))
          .withDescription(
              "Event time without frames after which a camera's open windows are scored and its"
                  + " state is removed; also how far a camera may lag behind its partition.");

  public static final ConfigOption<Integer> MAX_PERSONS =
      ConfigOptions.key("frames.max-persons")
          .intType()
          .defaultValue(FrameLimits.DEFAULTS.maxPersons())
          .withDescription(
              "Maximum number of persons in a frame; a frame with more becomes a dead letter.");

  public static final ConfigOption<Integer> MAX_BUFFERED =
      ConfigOptions.key("frames.max-buffered")
          .intType()
          .defaultValue(FrameLimits.DEFAULTS.maxFrames())
          .withDescription(
              "Maximum number of frames in a camera's open windows; further frames are dropped"
                  + " and counted.");

  public static final ConfigOption<Integer> MAX_TRACKS =
      ConfigOptions.key("frames.max-tracks")
          .intType()
          .defaultValue(FrameLimits.DEFAULTS.maxTracks())
          .withDescription(
              "Maximum number of tracks in a window; the tracks seen longest are kept.");

  public static final ConfigOption<PictureIntake> PICTURES =
      ConfigOptions.key("frames.pictures")
          .enumType(PictureIntake.class)
          .defaultValue(PictureIntake.IGNORED)
          .withDescription(
              "ignored drops the pictures of frames where they are read; used keeps those that a"
                  + " model that looks at pictures can take, in state and checkpoints as well.");

  public static final ConfigOption<MemorySize> MAX_PICTURE_BYTES =
      ConfigOptions.key("frames.max-picture-bytes")
          .memoryType()
          .defaultValue(new MemorySize(FrameLimits.DEFAULTS.maxPictureBytes()))
          .withDescription(
              "Maximum size of one picture; a larger one is dropped and counted. A camera keeps"
                  + " about 12 for each picture clip of 8.");

  public static final ConfigOption<String> PICTURE_FOLDER =
      ConfigOptions.key("frames.picture-folder")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Folder on the TaskManagers below which the pictures lie that frames refer to; if"
                  + " empty, no reference is followed.");

  private FrameOptions() {}
}
