package io.posestream.job.config;

import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.WindowGrid;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options under {@code window.}: how windows are cut from the frames. */
public final class WindowOptions {
  public static final ConfigOption<Duration> LENGTH =
      ConfigOptions.key("window.length")
          .durationType()
          .defaultValue(Duration.ofMillis(WindowGrid.DEFAULTS.lengthMillis()))
          .withDescription("Length of a window; choose about the length of an action.");

  public static final ConfigOption<Duration> STRIDE =
      ConfigOptions.key("window.stride")
          .durationType()
          .defaultValue(Duration.ofMillis(WindowGrid.DEFAULTS.strideMillis()))
          .withDescription(
              "Time from the start of one window to the start of the next; a shorter stride finds"
                  + " actions sooner but needs more model runs.");

  public static final ConfigOption<String> PHASE =
      ConfigOptions.key("window.phase")
          .stringType()
          .defaultValue("aligned")
          .withDescription(
              "aligned, or spread, which shifts the windows of each camera by a fixed amount so"
                  + " that many cameras do not fire at once.");

  public static final ConfigOption<Integer> MIN_FRAMES =
      ConfigOptions.key("window.min-frames")
          .intType()
          .defaultValue(AssemblyPolicy.DEFAULTS.minFrames())
          .withDescription(
              "Minimum number of frames that a window, or a track in it, must have to be scored.");

  public static final ConfigOption<String> SAMPLING =
      ConfigOptions.key("window.sampling")
          .stringType()
          .defaultValue("time-uniform")
          .withDescription(
              "time-uniform divides the window's time evenly; mmaction2 and pyskl divide its"
                  + " frame count as their UniformSampleFrames does.");

  public static final ConfigOption<List<String>> SCOPES =
      ConfigOptions.key("window.scopes")
          .stringType()
          .asList()
          .defaultValues("scene", "person")
          .withDescription(
              "scene: one clip and model run per window for everybody; person: one clip and run"
                  + " per track; pair: one for two tracks that are close to each other.");

  private WindowOptions() {}
}
