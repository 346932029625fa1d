package io.posestream.benchmarks;

import io.posestream.core.model.Crowd;
import io.posestream.core.model.Crowd.Group;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.PoseSequence;
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.batch.FloatInput;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.ModelFile;
import io.posestream.onnx.bundle.ModelInput;
import io.posestream.onnx.bundle.Processor;
import io.posestream.onnx.bundle.TensorShape;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import io.posestream.onnx.session.VolumeSession;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Compares what one window costs by the people in it: one run for everybody, a clip for each person
 * and pair, the one run with the job's second looks, and an ST-GCN in the same runtime.
 *
 * <p>The designs take turns in one thread, and processor time is taken, not time on the clock, so
 * that a busy machine falsifies little. Every person is asked for, and every two neighbours.
 */
public final class CrowdCost {
  private static final int[] PEOPLE = {1, 2, 5, 10, 25, 50};
  private static final int WARM_UP = 2;
  private static final int PER_JOINT = 3;
  // As many as the job gives a window.
  private static final int SECOND_LOOKS = InferencePolicy.DEFAULTS.secondLooks();
  private static final OnnxOptions ONE_THREAD =
      OnnxOptions.DEFAULTS.withDevice(Device.CPU).withIntraOpThreads(1);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final OnnxActionModel crowds;
  private final OnnxActionModel clips;
  private final VolumeSession stgcn;

  private CrowdCost(OnnxActionModel crowds, OnnxActionModel clips, VolumeSession stgcn) {
    this.crowds = crowds;
    this.clips = clips;
    this.stgcn = stgcn;
  }

  /**
   * Prints a table of milliseconds.
   *
   * @param args the bundles of crowds and of clips, the ST-GCN's ONNX file, and the rounds
   */
  public static void main(String[] args) throws Exception {
    ModelFile graph =
        new ModelFile(Path.of(args[2]), "", "fp32", Processor.ANY, ModelInput.HEATMAPS);
    try (OnnxActionModel crowds = OnnxActionModel.open(Bundle.read(Path.of(args[0])), ONE_THREAD);
        OnnxActionModel clips = OnnxActionModel.open(Bundle.read(Path.of(args[1])), ONE_THREAD);
        VolumeSession stgcn = VolumeSession.open(graph, Device.CPU, ONE_THREAD)) {
      CrowdCost cost = new CrowdCost(crowds, clips, stgcn);
      for (int people : PEOPLE) {
        System.out.println(cost.line(people, Integer.parseInt(args[3])));
      }
    }
  }

  private String line(int people, int rounds) throws Exception {
    Map<String, Callable<?>> designs = designs(people);
    Map<String, double[]> millis = new LinkedHashMap<>();
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<String, Callable<?>> design : designs.entrySet()) {
        long start = THREADS.getCurrentThreadCpuTime();
        design.getValue().call();
        millis.computeIfAbsent(design.getKey(), name -> new double[rounds])[Math.max(round, 0)] =
            (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
      }
    }
    StringBuilder line = new StringBuilder("%2d people".formatted(people));
    millis.forEach((name, all) -> line.append("  %s %.2f".formatted(name, median(all))));
    return line.toString();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private Map<String, Callable<?>> designs(int people) {
    int frames = crowds.description().preprocessing().sampledFrames();
    PoseSequence poses = CrowdClips.of(people, frames);
    Crowd crowd = new Crowd(poses, groups(people));
    List<PoseSequence> own = crowd.groups().stream().map(crowd::posesOf).toList();
    FloatInput table = table(poses);
    Map<String, Callable<?>> designs = new LinkedHashMap<>();
    designs.put("one-run", () -> crowds.scoreCrowds(List.of(crowd)));
    designs.put(
        "with-second-looks",
        () -> {
          crowds.scoreCrowds(List.of(crowd));
          return clips.score(own.subList(0, Math.min(own.size(), SECOND_LOOKS)));
        });
    designs.put("clips", () -> clips.score(own));
    designs.put("clips-of-persons", () -> clips.score(own.subList(0, people)));
    designs.put("st-gcn", () -> graph(table));
    return designs;
  }

  private Object graph(FloatInput table) throws Exception {
    return stgcn.run(List.of(table), List.of("logits"));
  }

  private static List<Group> groups(int people) {
    List<Group> groups = new ArrayList<>();
    for (int row = 0; row < people; row++) {
      groups.add(new Group(Scope.PERSON, List.of(row)));
    }
    for (int row = 1; row < people; row++) {
      groups.add(new Group(Scope.PAIR, List.of(row - 1, row)));
    }
    return groups;
  }

  private static FloatInput table(PoseSequence poses) {
    int points = poses.persons() * poses.frames() * poses.joints();
    float[] coordinates = new float[2 * points];
    float[] scores = new float[points];
    poses.copyCoordinatesTo(coordinates);
    poses.copyScoresTo(scores);
    FloatBuffer values =
        ByteBuffer.allocateDirect(PER_JOINT * points * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < points; i++) {
      values.put(coordinates[2 * i] / poses.width());
      values.put(coordinates[2 * i + 1] / poses.height());
      values.put(scores[i]);
    }
    values.flip();
    return new FloatInput(
        "people",
        values,
        TensorShape.of(poses.persons(), poses.frames(), poses.joints(), PER_JOINT));
  }
}
