package io.posestream.benchmarks;

import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.TimeUniformSampler;
import io.posestream.core.sampling.UniformSampler;
import java.util.Arrays;
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
 * Times the choice of the 48 frames of a clip.
 *
 * <p>{@code java -jar src/benchmarks/target/benchmarks.jar SamplerBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SamplerBenchmark {
  private static final int CLIP_LENGTH = 48;

  /** Frames in the window: 2 s at 30, 60 and 120 frames per second, and a prime number. */
  @Param({"60", "120", "240", "97"})
  public int frames;

  private long[] times;

  /** For JMH, which calls {@link #setUp} before anything else. */
  @SuppressWarnings("NullAway.Init")
  public SamplerBenchmark() {}

  /** Spaces the frames evenly. */
  @Setup
  public void setUp() {
    times = new long[frames];
    Arrays.setAll(times, i -> i * 2_000_000L / frames);
  }

  /** The sampler of the reference, which seeds a Mersenne twister in every call. */
  @Benchmark
  public int[] reference() {
    return UniformSampler.sample(Dialect.MMACTION2, frames, CLIP_LENGTH, 1);
  }

  /** The sampler of live streams. */
  @Benchmark
  public int[] timeUniform() {
    return TimeUniformSampler.sample(times, CLIP_LENGTH);
  }
}
