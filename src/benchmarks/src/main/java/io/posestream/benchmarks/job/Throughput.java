package io.posestream.benchmarks.job;

/**
 * What a job did between two instants at which it had all the input it could take.
 *
 * @param frames taken in
 * @param clips the model was asked about
 * @param seconds that passed
 * @param cpuSeconds processor time of the job, without the broker
 */
record Throughput(double frames, long clips, double seconds, double cpuSeconds) {
  /** Returns the frames taken in a second. */
  double framesPerSecond() {
    return frames / seconds;
  }

  /** Returns the frames that one core takes in a second if it does nothing else. */
  double framesPerCoreSecond() {
    return frames / cpuSeconds;
  }

  /** Returns the clips scored in a second. */
  double clipsPerSecond() {
    return clips / seconds;
  }

  /** Returns the time between clips in milliseconds. */
  double millisPerClip() {
    return 1000 * seconds / clips;
  }

  /** Returns the job's processor time for each clip in milliseconds, all its threads. */
  double cpuMillisPerClip() {
    return 1000 * cpuSeconds / clips;
  }
}
