package io.posestream.job.config;

import io.posestream.core.model.Scope;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.ClipSampling;
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

  public static final ConfigOption<WindowGrid.Phase> PHASE =
      ConfigOptions.key("window.phase")
          .enumType(WindowGrid.Phase.class)
          .defaultValue(WindowGrid.DEFAULTS.phase())
          .withDescription(
              "aligned, or spread, which shifts the windows of each camera by a fixed amount so"
                  + " that many cameras do not fire at once.");

  public static final ConfigOption<Integer> MIN_FRAMES =
      ConfigOptions.key("window.min-frames")
          .intType()
          .defaultValue(AssemblyPolicy.DEFAULTS.minFrames())
          .withDescription(
              "Minimum number of frames that a window, or a track in it, must have to be scored.");

  public static final ConfigOption<ClipSampling> SAMPLING =
      ConfigOptions.key("window.sampling")
          .enumType(ClipSampling.class)
          .defaultValue(AssemblyPolicy.DEFAULTS.sampling())
          .withDescription(
              "time-uniform divides the window's time evenly; mmaction2 and pyskl divide its"
                  + " frame count as their UniformSampleFrames does.");

  public static final ConfigOption<List<Scope>> SCOPES =
      ConfigOptions.key("window.scopes")
          .enumType(Scope.class)
          .asList()
          .defaultValues(Scope.PERSON, Scope.PAIR, Scope.SCENE)
          .withDescription(
              "scene: one clip and model run per window for everybody; person: one clip and run"
                  + " per track; pair: one for two tracks that are close to each other.");

  private WindowOptions() {}
}
