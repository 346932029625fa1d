package io.posestream.benchmarks.job;

import io.posestream.benchmarks.job.MeteredModels.Cost;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.config.WindowOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.TimeUtils;

/**
 * Measures what the interval between checkpoints costs in frames taken in, and what it gives: how
 * soon an event is readable.
 *
 * <p>Owned and used by one thread.
 */
final class CheckpointBenchmark {
  /** Runs of each setting; all settings take turns. */
  static final int ROUNDS = 2;

  /** Windows of all cameras in a second while latency is measured: a half of what a core scores. */
  static final int WINDOWS_PER_SECOND = 60;

  private static final String EXACTLY_ONCE = "exactly-once";
  private static final String AT_LEAST_ONCE = "at-least-once";
  private static final String HEAP = "hashmap";
  private static final String ROCKSDB = "rocksdb";
  private static final List<String> BACKENDS = List.of(HEAP, ROCKSDB);
  private static final List<Integer> CAMERAS = List.of(16, 128);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  // The longest first: the others are held against it.
  private static final List<Duration> INTERVALS =
      List.of(LONGEST, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(500));
  private static final Duration SHIPPED = JobOptions.CHECKPOINT_INTERVAL.defaultValue();
  // Long enough for several of the shorter intervals; RocksDB, and the network, take in less.
  private static final int FRAMES_ON_HEAP = 300_000;
  private static final int FRAMES_ON_ROCKSDB = 100_000;
  private static final int FRAMES_SCORED = 50_000;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(12);

  private final String bundle;

  /** Prepares the measurement with the bundle in a folder. */
  CheckpointBenchmark(String bundle) {
    this.bundle = bundle;
  }

  /** The settings that are compared. */
  private record Setting(int cameras, String stateBackend, Duration interval) {
    Map<String, String> with(String delivery) {
      return Map.of(
          WindowOptions.SCOPES.key(),
          "scene",
          KafkaOptions.DELIVERY.key(),
          delivery,
          JobOptions.CHECKPOINT_INTERVAL.key(),
          TimeUtils.formatWithHighestUnit(interval),
          "flink.state.backend.type",
          stateBackend);
    }
  }

  /**
   * Frames taken in with one interval.
   *
   * @param cameras number of cameras
   * @param stateBackend state backend
   * @param interval time between checkpoints
   * @param cost whether the network runs
   * @param framesPerSecond mean of the runs
   * @param ofLongest this divided by what is taken in with the longest interval
   */
  record Taken(
      int cameras,
      String stateBackend,
      Duration interval,
      Cost cost,
      double framesPerSecond,
      double ofLongest) {}

  /**
   * How long events took with one interval.
   *
   * @param cameras number of cameras, which film in real time
   * @param stateBackend state backend
   * @param delivery exactly-once or at-least-once
   * @param interval time between checkpoints
   * @param cost whether the network runs
   * @param frames milliseconds from a frame until another consumer has read it
   * @param events milliseconds from the end of a window until its event is readable
   */
  record Waited(
      int cameras,
      String stateBackend,
      String delivery,
      Duration interval,
      Cost cost,
      Quantiles frames,
      Quantiles events) {}

  /** Both tables. */
  record Report(List<Taken> taken, List<Waited> waited) {
    Report {
      taken = List.copyOf(taken);
      waited = List.copyOf(waited);
    }
  }

  Report run() throws IOException {
    try (Workbench bench = Workbench.open(Map.of())) {
      CameraFrames frames = CameraFrames.crowd(BenchPlan.PERSONS);
      return new Report(
          taken(new SaturatedJob(bench, frames, BenchPlan.PERSONS)),
          waited(new PacedJob(bench, frames)));
    }
  }

  private List<Taken> taken(SaturatedJob job) {
    List<Taken> rows = new ArrayList<>();
    for (int cameras : CAMERAS) {
      for (String backend : BACKENDS) {
        rows.addAll(taken(job, cameras, backend, Cost.NOTHING));
      }
    }
    rows.addAll(taken(job, CAMERAS.get(0), HEAP, Cost.NETWORK));
    return rows;
  }

  private List<Taken> taken(SaturatedJob job, int cameras, String backend, Cost cost) {
    double[] sums = new double[INTERVALS.size()];
    takeIn(job, new Setting(cameras, backend, LONGEST), cost);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += takeIn(job, new Setting(cameras, backend, INTERVALS.get(i)), cost);
      }
    }
    List<Taken> rows = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      double mean = sums[i] / ROUNDS;
      rows.add(new Taken(cameras, backend, INTERVALS.get(i), cost, mean, sums[i] / sums[0]));
    }
    return rows;
  }

  private double takeIn(SaturatedJob job, Setting setting, Cost cost) {
    int seconds = frames(setting, cost) / CameraFrames.FRAMES_PER_SECOND / setting.cameras();
    return job.measure(bundle, cost, setting.cameras(), seconds, setting.with(EXACTLY_ONCE))
        .framesPerSecond();
  }

  private static int frames(Setting setting, Cost cost) {
    if (cost == Cost.NETWORK) {
      return FRAMES_SCORED;
    }
    return setting.stateBackend().equals(HEAP) ? FRAMES_ON_HEAP : FRAMES_ON_ROCKSDB;
  }

  private List<Waited> waited(PacedJob job) {
    List<Waited> rows = new ArrayList<>();
    for (int cameras : CAMERAS) {
      for (Duration interval : INTERVALS.subList(1, INTERVALS.size())) {
        for (String backend : BACKENDS) {
          Setting setting = new Setting(cameras, backend, interval);
          rows.add(wait(job, setting, EXACTLY_ONCE, Cost.NETWORK));
        }
      }
      for (Cost cost : Cost.values()) {
        rows.add(wait(job, new Setting(cameras, HEAP, SHIPPED), AT_LEAST_ONCE, cost));
      }
    }
    return rows;
  }

  private Waited wait(PacedJob job, Setting setting, String delivery, Cost cost) {
    long stride = JobBenchmark.strideMillis(setting.cameras(), WINDOWS_PER_SECOND);
    PacedJob.Latency measured =
        job.measure(
            bundle, cost, setting.cameras(), stride, WARM_UP, MEASURED, setting.with(delivery));
    return new Waited(
        setting.cameras(),
        setting.stateBackend(),
        delivery,
        setting.interval(),
        cost,
        measured.frames(),
        measured.events());
  }
}
