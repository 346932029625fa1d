package io.posestream.benchmarks;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.VolumeBuffer;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeReport;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Times the way from sampled poses to a 17 x 48 x 56 x 56 volume in a direct buffer, by number of
 * persons.
 *
 * <p>{@code java -jar src/benchmarks/target/benchmarks.jar VolumeBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
// A fixed heap: the kernels allocate nothing, so any collection in a run comes from the harness.
@Fork(
    value = 1,
    jvmArgs = {"-Xms512m", "-Xmx512m"})
public class VolumeBenchmark {
  private static final int FRAMES = ReferenceVolume.PREPROCESSING.sampledFrames();

  /** Persons in view; the paper and the timing of the reference use groups of 13 and 25. */
  @Param({"1", "2", "5", "10", "13", "25", "50"})
  public int persons;

  /** What a channel shows. */
  @Param({"JOINT", "LIMB"})
  public HeatmapStream stream;

  private VolumeBuilder builder;
  private PoseSequence poses;
  private VolumeBuffer volume;

  /** For JMH, which calls {@link #setUp} before anything else. */
  @SuppressWarnings("NullAway.Init")
  public VolumeBenchmark() {}

  /** Takes a clip of a crowd. */
  @Setup
  public void setUp() {
    builder = new VolumeBuilder(ReferenceVolume.PREPROCESSING, stream, KeypointLayout.COCO17);
    poses = CrowdClips.of(persons, FRAMES);
    VolumeReport report = builder.prepare(poses);
    volume = VolumeBuffer.allocate((int) report.volume().size());
  }

  /** Compacts, resizes and paints one clip. */
  @Benchmark
  public VolumeBuffer paint() {
    builder.prepare(poses);
    builder.paint(volume, 0);
    return volume;
  }
}
