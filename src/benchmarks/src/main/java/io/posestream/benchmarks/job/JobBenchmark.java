package io.posestream.benchmarks.job;

import io.posestream.benchmarks.job.MeteredModels.Cost;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.config.WindowOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.util.TimeUtils;

/**
 * Runs all measurements in turn and reports the name of each before it starts.
 *
 * <p>Owned and used by one thread.
 */
final class JobBenchmark {
  private static final String HEAP = "heap";
  private static final String ROCKSDB = "rocksdb";
  private static final String SCENE = "scene";
  private static final String SCENE_AND_PERSON = "scene;person";

  private final String bundle;
  private final BenchPlan plan;
  private final Map<String, String> overrides;
  private final Consumer<String> progress;
  private final List<BenchReport.Intake> intake = new ArrayList<>();
  private final List<HotMethods.Method> hottest = new ArrayList<>();
  private final List<BenchReport.Saturation> saturation = new ArrayList<>();
  private final List<BenchReport.Latency> latency = new ArrayList<>();

  /**
   * Prepares the measurements.
   *
   * @param bundle folder of the model
   * @param plan the measurements
   * @param overrides settings of the job, under those of what is measured
   * @param progress takes the name of the next measurement
   */
  JobBenchmark(
      String bundle, BenchPlan plan, Map<String, String> overrides, Consumer<String> progress) {
    this.bundle = bundle;
    this.plan = plan;
    this.overrides = Map.copyOf(overrides);
    this.progress = progress;
  }

  BenchReport run() throws IOException {
    Machine machine = Machine.here();
    String model;
    List<BenchReport.Persons> persons;
    try (BareModel bare = new BareModel(bundle);
        Workbench bench = Workbench.open(overrides)) {
      model = bare.name();
      progress.accept("persons in a clip");
      persons = BenchReport.Persons.of(bare.curve(BenchPlan.CROWDS, plan.rounds()));
      CameraFrames frames = CameraFrames.crowd(BenchPlan.PERSONS);
      SaturatedJob saturated = new SaturatedJob(bench, frames, BenchPlan.PERSONS);
      PacedJob paced = new PacedJob(bench, frames);
      takeIn(saturated);
      answer(saturated, paced, bare);
    }
    return new BenchReport(machine, model, intake, hottest, saturation, latency, persons);
  }

  private void takeIn(SaturatedJob job) throws IOException {
    warmUp(job);
    for (int cameras : plan.cameras()) {
      takeIn(job, cameras, SCENE, HEAP);
      takeIn(job, cameras, SCENE_AND_PERSON, HEAP);
    }
    int middle = plan.cameras().get(plan.cameras().size() / 2);
    takeIn(job, middle, SCENE, ROCKSDB);
    profile(job, middle);
  }

  private void answer(SaturatedJob saturated, PacedJob paced, BareModel bare) {
    for (int cameras : plan.cameras()) {
      BenchReport.Saturation scenes = saturate(saturated, bare, cameras, SCENE);
      saturate(saturated, bare, cameras, SCENE_AND_PERSON);
      pace(paced, scenes, "exactly-once");
      pace(paced, scenes, "at-least-once");
    }
  }

  /**
   * Measures only how many frames are taken in, scope scene, on each state backend in turn: what a
   * backend costs shows beside what the machine does at that moment.
   *
   * @return two runs on each backend for each number of cameras
   */
  List<BenchReport.Intake> intake() throws IOException {
    try (Workbench bench = Workbench.open(overrides)) {
      SaturatedJob saturated =
          new SaturatedJob(bench, CameraFrames.crowd(BenchPlan.PERSONS), BenchPlan.PERSONS);
      progress.accept("warm-up");
      taken(saturated, plan.cameras().get(0), SCENE, HEAP);
      for (int cameras : plan.cameras()) {
        for (String backend : List.of(HEAP, ROCKSDB, HEAP, ROCKSDB)) {
          takeIn(saturated, cameras, SCENE, backend);
        }
      }
      return List.copyOf(intake);
    }
  }

  // A real job runs for weeks and only its start pays for compilation. Here every run is a new
  // job.
  private void warmUp(SaturatedJob job) {
    progress.accept("warm-up");
    int cameras = plan.cameras().get(0);
    taken(job, cameras, SCENE, HEAP);
    taken(job, cameras, SCENE_AND_PERSON, HEAP);
  }

  private void takeIn(SaturatedJob job, int cameras, String scopes, String stateBackend) {
    progress.accept("%d cameras without inference".formatted(cameras));
    Throughput taken = taken(job, cameras, scopes, stateBackend);
    intake.add(BenchReport.Intake.of(cameras, scopes, stateBackend, taken));
  }

  private void profile(SaturatedJob job, int cameras) throws IOException {
    progress.accept("profile without inference");
    try (HotMethods sampled = HotMethods.withoutThreadsOfNow()) {
      taken(job, cameras, SCENE, HEAP);
      hottest.addAll(sampled.hottest(BenchPlan.HOTTEST));
    }
  }

  private Throughput taken(SaturatedJob job, int cameras, String scopes, String stateBackend) {
    int seconds = plan.intakeFrames() / CameraFrames.FRAMES_PER_SECOND / cameras;
    return job.measure(
        bundle,
        Cost.NOTHING,
        cameras,
        seconds,
        Map.of(
            WindowOptions.SCOPES.key(),
            scopes,
            "flink.state.backend.type",
            stateBackend.equals(HEAP) ? "hashmap" : stateBackend));
  }

  private BenchReport.Saturation saturate(
      SaturatedJob job, BareModel bare, int cameras, String scopes) {
    progress.accept("%d cameras, saturated".formatted(cameras));
    double bareSeconds = plan.saturation().toMillis() / 1000.0 / 4;
    // The bare model runs before and after the job, so that both have the same noise.
    BareModel.Cost before = cost(bare, scopes, bareSeconds);
    double clips = plan.saturation().toMillis() / before.millis();
    int perWindow = scopes.equals(SCENE) ? 1 : 1 + BenchPlan.PERSONS;
    int seconds = 4 + (int) Math.ceil(clips / cameras / perWindow);
    Throughput scored =
        job.measure(
            bundle, Cost.NETWORK, cameras, seconds, Map.of(WindowOptions.SCOPES.key(), scopes));
    BareModel.Cost both = before.and(cost(bare, scopes, bareSeconds));
    BenchReport.Saturation row = BenchReport.Saturation.of(cameras, scopes, scored, both);
    saturation.add(row);
    return row;
  }

  // One clip of a window shows everybody; each of the others shows one person.
  private static BareModel.Cost cost(BareModel bare, String scopes, double seconds) {
    return bare.cost(scopes.equals(SCENE) ? BenchPlan.PERSONS : 1, seconds);
  }

  private void pace(PacedJob job, BenchReport.Saturation saturated, String delivery) {
    int cameras = saturated.cameras();
    progress.accept("%d cameras, %s".formatted(cameras, delivery));
    long stride = strideMillis(cameras, saturated.clipsPerSecond() / 2);
    PacedJob.Latency measured =
        job.measure(
            bundle, Cost.NETWORK, cameras, stride, plan.warmUp(), plan.paced(), settings(delivery));
    latency.add(
        new BenchReport.Latency(
            cameras,
            delivery,
            plan.checkpointInterval().toMillis() / 1000.0,
            stride,
            measured.windowsPerSecond(),
            measured.windowsPerSecond() / saturated.clipsPerSecond(),
            saturated.bareMillisPerClip(),
            measured.scores(),
            measured.events()));
  }

  private Map<String, String> settings(String delivery) {
    return Map.of(
        WindowOptions.SCOPES.key(),
        SCENE,
        KafkaOptions.DELIVERY.key(),
        delivery,
        JobOptions.CHECKPOINT_INTERVAL.key(),
        TimeUtils.formatWithHighestUnit(plan.checkpointInterval()));
  }

  /**
   * Returns the stride at which all cameras together give at most the given number of windows per
   * second. It is a multiple of the frame interval, because a window ends with a frame.
   */
  static long strideMillis(int cameras, double windowsPerSecond) {
    double frame = CameraFrames.INTERVAL_MICROS / 1000.0;
    return (long) (frame * Math.max(1, Math.ceil(1000 * cameras / windowsPerSecond / frame)));
  }
}
