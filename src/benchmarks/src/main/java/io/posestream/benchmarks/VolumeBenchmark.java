package io.posestream.benchmarks;

import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeReport;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.OptionalInt;
import java.util.SplittableRandom;
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
 * Time from sampled poses to a 17 x 48 x 56 x 56 volume in a direct buffer, by number of persons.
 *
 * <p>{@code java -jar src/benchmarks/target/benchmarks.jar VolumeBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
// A fixed heap: the kernels allocate nothing, so collections in a run would be the harness's.
@Fork(
    value = 1,
    jvmArgs = {"-Xms512m", "-Xmx512m"})
public class VolumeBenchmark {
  private static final int FRAMES = 48;
  private static final int JOINTS = 17;

  /** Persons in view; 13 and 25 are the paper's and the reference timing's group sizes. */
  @Param({"1", "2", "5", "13", "25"})
  public int persons;

  /** What a channel shows. */
  @Param({"JOINT", "LIMB"})
  public HeatmapStream stream;

  private VolumeBuilder builder;
  private PoseSequence poses;
  private FloatBuffer volume;

  /** For JMH, which calls {@link #setUp} before anything else. */
  @SuppressWarnings("NullAway.Init")
  public VolumeBenchmark() {}

  /** Scatters persons over an HD image. */
  @Setup
  public void setUp() {
    Preprocessing preprocessing =
        new Preprocessing(
            Dialect.PYSKL,
            FRAMES,
            1,
            Flip.NONE,
            Compaction.REFERENCE,
            new ResizeRule.Exact(56, 56),
            OptionalInt.empty(),
            0.6,
            1,
            JointScores.PEAK);
    builder = new VolumeBuilder(preprocessing, stream, KeypointLayout.COCO17);
    SplittableRandom random = new SplittableRandom(1);
    float[] coordinates = new float[2 * persons * FRAMES * JOINTS];
    float[] scores = new float[persons * FRAMES * JOINTS];
    for (int i = 0; i < scores.length; i++) {
      int person = i / (FRAMES * JOINTS);
      coordinates[2 * i] = 100 + 40 * person + (float) random.nextDouble(80);
      coordinates[2 * i + 1] = 200 + 5 * person + (float) random.nextDouble(300);
      scores[i] = 0.5f + (float) random.nextDouble(0.5);
    }
    poses = new PoseSequence(persons, FRAMES, JOINTS, coordinates, scores, 1080, 1920);
    VolumeReport report = builder.prepare(poses);
    volume =
        ByteBuffer.allocateDirect((int) report.volume().size() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  /** Compacts, resizes and paints one clip. */
  @Benchmark
  public FloatBuffer paint() {
    builder.prepare(poses);
    builder.paint(volume, 0);
    return volume;
  }
}
