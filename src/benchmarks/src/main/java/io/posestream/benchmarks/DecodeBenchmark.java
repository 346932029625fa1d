package io.posestream.benchmarks;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.AssemblyListener;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.CameraMemory;
import io.posestream.core.window.WindowAssembler;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.testkit.simulation.DemoScenes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Times each frame on its way from an Avro record to a frame, and to the clips of its windows.
 *
 * <p>{@code java -jar src/benchmarks/target/benchmarks.jar DecodeBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    // Avro instantiates only classes of trusted packages.
    jvmArgsAppend = "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.posestream.avro")
public class DecodeBenchmark {
  private static final int FRAMES = 300;
  private static final int FPS = 30;
  private static final int CLIP_LENGTH = 48;

  /** Persons in every frame. */
  @Param({"1", "10", "50"})
  public int persons;

  private final List<byte[]> records = new ArrayList<>();
  private FrameMessage decoder;
  private WindowAssembler assembler;

  /** For JMH, which calls {@link #setUp} before anything else. */
  @SuppressWarnings("NullAway.Init")
  public DecodeBenchmark() {}

  /** Encodes ten seconds of a crowd. */
  @Setup(Level.Trial)
  public void setUp() {
    for (PoseFrame frame : DemoScenes.crowd(persons, (double) FRAMES / FPS, FPS).frames()) {
      records.add(FrameMessage.encode(frame));
    }
    decoder = new FrameMessage();
    assembler = new WindowAssembler(CrowdClips.policy(CLIP_LENGTH));
  }

  /** Decodes and checks. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void decode(Blackhole out) {
    for (byte[] each : records) {
      out.consume(decoder.decode(each, FrameOrigin.UNKNOWN));
    }
  }

  /** Decodes, checks, collects windows and samples clips. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void decodeToClip(Blackhole out) {
    AssemblyListener clips = new FlawlessClips(out::consume);
    CameraMemory memory =
        new CameraMemory(new MemoryFrames(), new MemoryFrames(), new MemoryTracks());
    CameraClock clock = assembler.newClock(Long.MIN_VALUE);
    for (byte[] each : records) {
      PoseFrame frame = decoder.decode(each, FrameOrigin.UNKNOWN);
      clock = assembler.take(frame, clock, memory, clips);
    }
    out.consume(clock);
  }
}
