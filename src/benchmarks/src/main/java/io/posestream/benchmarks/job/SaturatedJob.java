package io.posestream.benchmarks.job;

import io.posestream.core.model.Scope;
import io.posestream.job.config.WindowOptions;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** Measures a job whose whole input is in Kafka before it starts. */
final class SaturatedJob {
  // The first frames pay for compilation; during the last ones the input may run out.
  private static final double FROM = 0.35;
  private static final double TO = 0.9;
  private static final long FIRST_MICROS = 1_700_000_000_000_000L;

  private final Workbench bench;
  private final CameraFrames frames;
  private final int persons;

  /** Creates a measurement with {@code persons} persons in each frame. */
  SaturatedJob(Workbench bench, CameraFrames frames, int persons) {
    this.bench = bench;
    this.frames = frames;
    this.persons = persons;
  }

  /**
   * Runs a job.
   *
   * @param bundle folder of the model
   * @param cost whether its network runs
   * @param cameras number of cameras, whose frames come in turn
   * @param seconds length of each camera's stream
   * @param overrides settings that replace the defaults
   */
  Throughput measure(
      String bundle,
      MeteredModels.Cost cost,
      int cameras,
      int seconds,
      Map<String, String> overrides) {
    try (Workbench.Run run = bench.newRun()) {
      CpuTime cpu = CpuTime.withoutThreadsOfNow();
      load(run, frames, cameras, seconds);
      Configuration settings = run.settings(overrides);
      MeteredModels models = new MeteredModels(bundle, cost, run.name());
      ModelMeter meter = ModelMeter.of(run.name());
      int clipsPerWindow = clipsPerWindow(settings);
      // The first window starts with the stream; the last windows never complete.
      long all = (long) cameras * clipsPerWindow * Math.max(1, seconds - 3);
      try (RunningJob job = RunningJob.start(settings, models)) {
        job.awaitClips(Math.round(FROM * all));
        Reading first = Reading.of(meter, cpu);
        job.awaitClips(Math.round(TO * all));
        double framesPerClip = framesPerStride(settings) / clipsPerWindow;
        return first.until(Reading.of(meter, cpu), framesPerClip);
      }
    }
  }

  /** The meters at one instant: clips so far, processor time and clock in nanoseconds. */
  private record Reading(long clips, long cpuNanos, long nanos) {
    static Reading of(ModelMeter meter, CpuTime cpu) {
      return new Reading(meter.clips(), cpu.nanos(), System.nanoTime());
    }

    Throughput until(Reading later, double framesPerClip) {
      long scored = later.clips - clips;
      return new Throughput(
          scored * framesPerClip,
          scored,
          (later.nanos - nanos) / 1e9,
          (later.cpuNanos - cpuNanos) / 1e9);
    }
  }

  private int clipsPerWindow(Configuration settings) {
    return settings.get(WindowOptions.SCOPES).stream()
        .mapToInt(scope -> scope == Scope.PERSON ? persons : 1)
        .sum();
  }

  private static double framesPerStride(Configuration settings) {
    return settings.get(WindowOptions.STRIDE).toMillis() / 1000.0 * CameraFrames.FRAMES_PER_SECOND;
  }

  /** Writes so many seconds of each of some cameras to the frame topic of a run. */
  static void load(Workbench.Run run, CameraFrames frames, int cameras, int seconds) {
    int perCamera = seconds * CameraFrames.FRAMES_PER_SECOND;
    try (FrameProducer producer =
        new FrameProducer(run.bootstrapServers(), run.framesTopic(), 20)) {
      for (long number = 0; number < perCamera; number++) {
        long time = FIRST_MICROS + number * CameraFrames.INTERVAL_MICROS;
        for (int camera = 0; camera < cameras; camera++) {
          producer.send(
              CameraFrames.key(camera),
              // Of now, though the frame is old: the broker may drop records by their age.
              System.currentTimeMillis(),
              frames.record(CameraFrames.camera(camera), number, time, 0));
        }
      }
      producer.flush();
    }
  }
}
