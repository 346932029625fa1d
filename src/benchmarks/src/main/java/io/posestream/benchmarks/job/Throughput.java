package io.posestream.benchmarks.job;

/**
 * The work of a job between two instants, while it had as much input as it could take.
 *
 * @param frames frames taken in
 * @param clips clips scored
 * @param seconds elapsed time
 * @param cpuSeconds processor time of the job, without the broker
 */
record Throughput(double frames, long clips, double seconds, double cpuSeconds) {
  /** Returns the frames taken in per second. */
  double framesPerSecond() {
    return frames / seconds;
  }

  /** Returns the frames taken in per second of processor time. */
  double framesPerCoreSecond() {
    return frames / cpuSeconds;
  }

  /** Returns the clips scored per second. */
  double clipsPerSecond() {
    return clips / seconds;
  }

  /** Returns the time between clips in milliseconds. */
  double millisPerClip() {
    return 1000 * seconds / clips;
  }

  /** Returns the processor time per clip of all the job's threads, in milliseconds. */
  double cpuMillisPerClip() {
    return 1000 * cpuSeconds / clips;
  }
}
