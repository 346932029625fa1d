package io.posestream.benchmarks.job;

import io.posestream.benchmarks.CrowdClips;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.VolumeBuffer;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The model by itself: one clip after the other on one thread, heatmaps and network.
 *
 * <p>Owned and used by one thread.
 */
final class BareModel implements AutoCloseable {
  private static final int UNTIMED = 20;

  /**
   * What a clip costs.
   *
   * @param millis that pass, the mean
   * @param cpuMillis of processor time, the mean
   */
  record Cost(double millis, double cpuMillis) {
    /** Returns the mean of two measurements of equal length. */
    Cost and(Cost other) {
      return new Cost((millis + other.millis) / 2, (cpuMillis + other.cpuMillis) / 2);
    }
  }

  /**
   * What a clip with some persons in it costs.
   *
   * @param persons in view
   * @param paintMillis from sampled poses to the volume, the minimum
   * @param millis the whole, network included, the minimum
   */
  record Crowd(int persons, double paintMillis, double millis) {}

  private final OnnxActionModel model;

  BareModel(String bundle) {
    model =
        OnnxActionModel.open(
            Bundle.read(Path.of(bundle)), OnnxOptions.DEFAULTS.withDevice(Device.CPU));
  }

  /** Returns the name, version and precision of the bundle. */
  String name() {
    ModelDescription known = model.description();
    return "%s %s, %s".formatted(known.name(), known.version(), known.precision());
  }

  /** Times clips of a crowd for so many seconds. */
  Cost cost(int persons, double seconds) {
    List<PoseSequence> clip =
        List.of(CrowdClips.of(persons, model.description().preprocessing().sampledFrames()));
    for (int i = 0; i < UNTIMED; i++) {
      model.score(clip);
    }
    int clips = 0;
    long cpu = CpuTime.ofThisThread();
    long start = System.nanoTime();
    do {
      model.score(clip);
      clips++;
    } while (System.nanoTime() - start < 1e9 * seconds);
    return new Cost(
        (System.nanoTime() - start) / 1e6 / clips, (CpuTime.ofThisThread() - cpu) / 1e6 / clips);
  }

  /**
   * Times clips by the number of persons in them, in turn, so that noise meets all alike.
   *
   * @param crowds numbers of persons
   * @param rounds timed runs of each
   */
  List<Crowd> curve(List<Integer> crowds, int rounds) {
    List<Timing> timings = crowds.stream().map(Timing::new).toList();
    for (int round = -UNTIMED; round < rounds; round++) {
      for (Timing timing : timings) {
        timing.run(round >= 0);
      }
    }
    List<Crowd> curve = new ArrayList<>();
    timings.forEach(timing -> curve.add(timing.result()));
    return curve;
  }

  /** Minima of one number of persons. */
  private final class Timing {
    private final int persons;
    private final PoseSequence clip;
    private final VolumeBuilder painter;
    private final VolumeBuffer volume;
    private long paintNanos = Long.MAX_VALUE;
    private long nanos = Long.MAX_VALUE;

    Timing(int persons) {
      this.persons = persons;
      clip = CrowdClips.of(persons, model.description().preprocessing().sampledFrames());
      painter =
          new VolumeBuilder(
              model.description().preprocessing(),
              HeatmapStream.JOINT,
              model.description().layout());
      volume = VolumeBuffer.allocate(Math.toIntExact(painter.prepare(clip).volume().size()));
    }

    void run(boolean counts) {
      long start = System.nanoTime();
      painter.prepare(clip);
      painter.paint(volume, 0);
      long painted = System.nanoTime();
      model.score(List.of(clip));
      long scored = System.nanoTime();
      if (counts) {
        paintNanos = Math.min(paintNanos, painted - start);
        nanos = Math.min(nanos, scored - painted);
      }
    }

    Crowd result() {
      return new Crowd(persons, paintNanos / 1e6, nanos / 1e6);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
