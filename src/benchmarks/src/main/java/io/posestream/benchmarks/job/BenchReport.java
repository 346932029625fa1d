package io.posestream.benchmarks.job;

import java.util.List;

/**
 * The results of one run of the benchmark.
 *
 * @param machine machine and time of the run
 * @param model name, version and precision of the bundle
 * @param intake the job without inference
 * @param hottest the most frequent methods of the job's threads, without inference
 * @param saturation the job with inference and unlimited input
 * @param latency the job at about half of that load
 * @param persons the bare model, by number of persons in a clip
 */
record BenchReport(
    Machine machine,
    String model,
    List<Intake> intake,
    List<HotMethods.Method> hottest,
    List<Saturation> saturation,
    List<Latency> latency,
    List<Persons> persons) {
  /** Frames a second of the cameras that figures are stated in. */
  static final int CAMERA_FPS = 30;

  /** Copies the lists in. */
  BenchReport {
    intake = List.copyOf(intake);
    hottest = List.copyOf(hottest);
    saturation = List.copyOf(saturation);
    latency = List.copyOf(latency);
    persons = List.copyOf(persons);
  }

  /**
   * A run without inference: decoding, windows and sampling, with a model that answers at once.
   *
   * @param cameras whose frames come in turn
   * @param scopes which clips are cut
   * @param stateBackend state backend, which holds the frames
   * @param framesPerSecond frames taken in per second
   * @param framesPerCoreSecond frames taken in per second of processor time
   */
  record Intake(
      int cameras,
      String scopes,
      String stateBackend,
      double framesPerSecond,
      double framesPerCoreSecond) {
    static Intake of(int cameras, String scopes, String stateBackend, Throughput job) {
      return new Intake(
          cameras, scopes, stateBackend, job.framesPerSecond(), job.framesPerCoreSecond());
    }

    /** Returns how many cameras of 30 frames a second a core takes. */
    double camerasPerCore() {
      return framesPerCoreSecond / CAMERA_FPS;
    }
  }

  /**
   * A run with inference and unlimited input.
   *
   * @param cameras whose frames come in turn
   * @param scopes which clips are cut
   * @param clipsPerSecond clips scored per second
   * @param millisPerClip time per clip of the job
   * @param bareMillisPerClip time per clip of the bare model in the same run
   * @param cpuMillisPerClip processor time per clip of all threads of the job
   * @param bareCpuMillisPerClip processor time per clip of the bare model
   */
  record Saturation(
      int cameras,
      String scopes,
      double clipsPerSecond,
      double millisPerClip,
      double bareMillisPerClip,
      double cpuMillisPerClip,
      double bareCpuMillisPerClip) {
    static Saturation of(int cameras, String scopes, Throughput job, BareModel.Cost bare) {
      return new Saturation(
          cameras,
          scopes,
          job.clipsPerSecond(),
          job.millisPerClip(),
          bare.millis(),
          job.cpuMillisPerClip(),
          bare.cpuMillis());
    }

    /** Returns what the job adds to the time between clips, as a share of the bare model's. */
    double overhead() {
      return millisPerClip / bareMillisPerClip - 1;
    }

    /** Returns the processor time per clip that the job adds, as a share of the bare model's. */
    double cpuOverhead() {
      return cpuMillisPerClip / bareCpuMillisPerClip - 1;
    }
  }

  /**
   * The time from the end of a window until a consumer that reads committed records sees the
   * result.
   *
   * @param cameras number of cameras, which film in real time
   * @param delivery exactly-once or at-least-once
   * @param checkpointSeconds checkpoint interval
   * @param strideMillis time from one window of a camera to the next
   * @param windowsPerSecond windows scored per second
   * @param load load as a share of the saturated job
   * @param modelMillis time of the bare model for one clip
   * @param scores milliseconds until the scores are readable
   * @param events milliseconds until the event is readable
   */
  record Latency(
      int cameras,
      String delivery,
      double checkpointSeconds,
      long strideMillis,
      double windowsPerSecond,
      double load,
      double modelMillis,
      Quantiles scores,
      Quantiles events) {
    /**
     * Returns the target latency: checkpoint interval (if delivery waits for it), linger and model.
     */
    double aimMillis(double lingerMillis) {
      double checkpoint = delivery.equals("exactly-once") ? 1000 * checkpointSeconds : 0;
      return checkpoint + lingerMillis + 2 * modelMillis;
    }
  }

  /**
   * The cost of one clip of a crowd.
   *
   * @param persons persons in view
   * @param paintMillis time from sampled poses to the volume
   * @param millis total time, including the network
   * @param ratio total time divided by that of the first crowd
   */
  record Persons(int persons, double paintMillis, double millis, double ratio) {
    static List<Persons> of(List<BareModel.Crowd> curve) {
      double first = curve.get(0).millis();
      return curve.stream()
          .map(
              crowd ->
                  new Persons(
                      crowd.persons(), crowd.paintMillis(), crowd.millis(), crowd.millis() / first))
          .toList();
    }
  }
}
