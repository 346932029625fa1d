package io.posestream.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.event.EventPolicy;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.ClipGates;
import io.posestream.core.window.FrameLimits;
import io.posestream.core.window.WindowGrid;
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The options, {@code conf/job.yaml} and the library's records have the same defaults. */
class DefaultsTest {
  private static final AssemblyPolicy ASSEMBLY = AssemblyPolicy.DEFAULTS;
  private static final ModelDescription MODEL =
      Bundle.read(Path.of("../models/actions-slim")).description();

  static Stream<JobSettings> configurations() {
    return Stream.of(new Configuration(), JobConfigFile.read(Path.of("../conf/job.yaml"), Map.of()))
        .map(JobSettings::of);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void acceptsFramesAsTheLibraryDoes(JobSettings settings) {
    FrameSettings frames = settings.frames();

    assertThat(frames.eventTimes()).isEqualTo(EventTimeBounds.DEFAULTS);
    assertThat(frames.limits()).isEqualTo(FrameLimits.DEFAULTS);
    assertThat(frames.maxOutOfOrderness())
        .isEqualTo(Duration.ofMillis(ASSEMBLY.maxOutOfOrdernessMillis()));
    assertThat(frames.idleTimeout()).isEqualTo(Duration.ofMillis(ASSEMBLY.idleTimeoutMillis()));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void cutsClipsAsTheLibraryDoes(JobSettings settings) {
    WindowSettings windows = settings.windows();

    assertThat(windows.grid()).isEqualTo(WindowGrid.DEFAULTS).isEqualTo(ASSEMBLY.grid());
    assertThat(windows.minFrames()).isEqualTo(ASSEMBLY.minFrames());
    assertThat(windows.scopes()).isEqualTo(ASSEMBLY.scopes());
    assertThat(windows.sampling()).isEqualTo(ASSEMBLY.sampling());
    assertThat(windows.gates()).isEqualTo(ClipGates.DEFAULTS).isEqualTo(ASSEMBLY.gates());
    assertThat(windows.links()).isEqualTo(LinkRules.DEFAULTS).isEqualTo(ASSEMBLY.links());
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void runsModelsAsTheLibraryDoes(JobSettings settings) {
    assertThat(settings.inference().onnx()).isEqualTo(OnnxOptions.DEFAULTS);
    assertThat(settings.inference().policy()).isEqualTo(InferencePolicy.DEFAULTS);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void makesEventsAsTheLibraryDoes(JobSettings settings) {
    assertThat(settings.events().policy(List.of(MODEL))).isEqualTo(EventPolicy.DEFAULTS);
    assertThat(settings.zones()).isEqualTo(ZonesFile.NONE);
  }
}
