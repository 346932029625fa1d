package io.posestream.benchmarks.job;

import java.time.Duration;
import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param cameras numbers of cameras
 * @param intakeFrames frames of a run without inference
 * @param saturation time that a run with inference takes, about
 * @param checkpointInterval of the runs whose latency is measured
 * @param warmUp before latencies count
 * @param paced while latencies count
 * @param rounds timed runs of each crowd
 */
record BenchPlan(
    List<Integer> cameras,
    int intakeFrames,
    Duration saturation,
    Duration checkpointInterval,
    Duration warmUp,
    Duration paced,
    int rounds) {
  /** Persons in every frame but where their number is what is varied. */
  static final int PERSONS = 10;

  /** Methods that the profile names. */
  static final int HOTTEST = 10;

  /** Numbers of persons whose cost is compared. */
  static final List<Integer> CROWDS = List.of(1, 2, 5, 10, 13, 25, 50);

  /** About three minutes: the same figures for one number of cameras, from shorter runs. */
  static final BenchPlan QUICK =
      new BenchPlan(
          List.of(16),
          160_000,
          Duration.ofSeconds(12),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          40);

  /** About a quarter of an hour, with the job's own checkpoint interval. */
  static final BenchPlan FULL =
      new BenchPlan(
          List.of(1, 16, 128),
          300_000,
          Duration.ofSeconds(16),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          200);

  /** Returns the number of measurements, each of which is one step of the progress. */
  int steps() {
    // Of each number of cameras: taken in twice, saturated twice, paced twice; the warm-up,
    // RocksDB,
    // the profile, the crowds.
    return 6 * cameras.size() + 4;
  }
}
