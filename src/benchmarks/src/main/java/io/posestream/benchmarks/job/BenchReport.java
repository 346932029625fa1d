package io.posestream.benchmarks.job;

import java.util.List;

/**
 * Everything that one run of the benchmark measured.
 *
 * @param machine where
 * @param model which bundle
 * @param intake the job without inference
 * @param hottest the methods that the job's threads were found in most, without inference
 * @param saturation the job with inference, with all the input it can take
 * @param latency the job at about half of that
 * @param persons the model by itself, by the number of persons in a clip
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
   * Decode, windows and sampling, with a model that answers at once.
   *
   * @param cameras whose frames come in turn
   * @param scopes which clips are cut
   * @param stateBackend where frames wait
   * @param framesPerSecond taken in
   * @param framesPerCoreSecond taken in for each second of processor time
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
   * A job that is never short of input.
   *
   * @param cameras whose frames come in turn
   * @param scopes which clips are cut
   * @param clipsPerSecond scored
   * @param millisPerClip of the job
   * @param bareMillisPerClip of the model by itself in the same run
   * @param cpuMillisPerClip of the job, all its threads
   * @param bareCpuMillisPerClip of the model by itself
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

    /**
     * Returns what the job adds to the processor time of a clip, as a share of the bare model's.
     */
    double cpuOverhead() {
      return cpuMillisPerClip / bareCpuMillisPerClip - 1;
    }
  }

  /**
   * From a window's end to its answer, readable by a consumer that reads what is committed.
   *
   * @param cameras that film at their own pace
   * @param delivery exactly-once or at-least-once
   * @param checkpointSeconds between checkpoints
   * @param strideMillis between a camera's windows
   * @param windowsPerSecond answered
   * @param load as a share of what the saturated job does
   * @param modelMillis of one clip
   * @param scores milliseconds to a window's scores
   * @param events milliseconds to its event
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
     * Returns the latency that is aimed at: checkpoint interval if one is waited for, linger,
     * model.
     */
    double aimMillis(double lingerMillis) {
      double checkpoint = delivery.equals("exactly-once") ? 1000 * checkpointSeconds : 0;
      return checkpoint + lingerMillis + 2 * modelMillis;
    }
  }

  /**
   * One clip of a crowd.
   *
   * @param persons in view
   * @param paintMillis from sampled poses to the volume
   * @param millis the whole, network included
   * @param ratio of the whole to that of the first crowd
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
