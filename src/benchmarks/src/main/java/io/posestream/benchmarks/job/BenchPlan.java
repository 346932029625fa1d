package io.posestream.benchmarks.job;

import io.posestream.job.config.JobOptions;
import java.time.Duration;
import java.util.List;

/**
 * The measurements and their lengths.
 *
 * @param cameras numbers of cameras to measure
 * @param intakeFrames frames in a run without inference
 * @param saturation approximate length of a run with inference
 * @param checkpointInterval checkpoint interval of the runs that measure latency
 * @param warmUp time before latency is measured
 * @param paced time in which latency is measured
 * @param rounds timed runs per crowd
 */
record BenchPlan(
    List<Integer> cameras,
    int intakeFrames,
    Duration saturation,
    Duration checkpointInterval,
    Duration warmUp,
    Duration paced,
    int rounds) {
  /** Persons in each frame, unless their number is varied. */
  static final int PERSONS = 10;

  /** Number of methods in the profile. */
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
          JobOptions.CHECKPOINT_INTERVAL.defaultValue(),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          200);

  /** Returns the number of measurements, each of which is one step of the progress. */
  int steps() {
    // Six for each number of cameras: intake, saturation and latency, two each. Then the warm-up,
    // RocksDB, the profile and the crowds.
    return 6 * cameras.size() + 4;
  }
}
