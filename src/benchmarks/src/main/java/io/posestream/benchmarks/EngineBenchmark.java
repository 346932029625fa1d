package io.posestream.benchmarks;

import io.posestream.core.model.ClipScores;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of one clip in a bundle on the CPU: heatmaps and network, one thread.
 *
 * <p>In the root of the project: {@code java -jar src/benchmarks/target/benchmarks.jar
 * EngineBenchmark}; {@code -p bundle=DIR} takes another one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EngineBenchmark {
  /** Folder of the bundle. */
  @Param("models/actions-slim")
  public String bundle;

  /** Persons in the clip. */
  @Param({"1", "10", "50"})
  public int persons;

  private OnnxActionModel model;
  private List<PoseSequence> clip;

  /** For JMH, which calls {@link #setUp} before anything else. */
  @SuppressWarnings("NullAway.Init")
  public EngineBenchmark() {}

  /** Opens the bundle. */
  @Setup
  public void setUp() {
    model =
        OnnxActionModel.open(
            Bundle.read(Path.of(bundle)), OnnxOptions.DEFAULTS.withDevice(Device.CPU));
    clip = List.of(CrowdClips.of(persons, model.description().preprocessing().sampledFrames()));
  }

  /** Scores one clip. */
  @Benchmark
  public List<ClipScores> score() {
    return model.score(clip);
  }

  /** Closes it. */
  @TearDown
  public void tearDown() {
    model.close();
  }
}
