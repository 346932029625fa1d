package io.posestream.core.attribution;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeReport;
import io.posestream.core.model.ClassActivation;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.score.LabelEvidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads from class activation maps when in a clip, and at whom, the likely classes were seen.
 *
 * <p>Costs no model run. Mutable scratch inside: owned and used by one thread.
 */
public final class ActivationReader {
  /*
   * Course: the mean of the map over each cell in time.
   *
   * Shares: the map is read, bilinearly between cell centres, at every visible joint of a track in
   * every sampled frame, where PoseCompact, Resize and CenterCrop have put it. A track's level is
   * the mean over its joints and frames, weighted by how far the joint has moved since the frame
   * before: whoever acts moves, and at the joints that act. Of these levels the softmax is taken,
   * with the span of the map as its unit, so that shares say how much a track stands out on whatever
   * scale the logits are.
   */
  private static final double SHARPNESS = 8;
  // The weight in pixels of a joint that does not move, for people who hold still.
  private static final double STILL = 1e-3;
  private static final float LEAST_PROBABILITY = 0.2f;
  private static final int MOST_LABELS = 3;

  private final Preprocessing preprocessing;
  private final int rejectLabel;
  private final VolumeBuilder grid;

  /** Creates a reader for the maps of a model. */
  public ActivationReader(ModelDescription model) {
    this.preprocessing = model.preprocessing();
    this.rejectLabel =
        model.rejectLabel().map(label -> model.labelNames().indexOf(label)).orElse(-1);
    // The way of the joints to the grid is the same in both streams.
    this.grid = new VolumeBuilder(preprocessing, HeatmapStream.JOINT, model.layout());
  }

  /**
   * Returns the evidence of the likely classes.
   *
   * @param poses the clip
   * @param scores the model's answer to it
   * @return at most three entries, the likeliest class first; none if there is no map or no class
   *     is likely
   */
  public List<LabelEvidence> read(PoseSequence poses, ClipScores scores) {
    if (scores.activation().isEmpty()) {
      return List.of();
    }
    int[] labels = likely(scores.probabilities());
    if (labels.length == 0) {
      return List.of();
    }
    ClassActivation map = scores.activation().get();
    VolumeReport report = grid.prepare(poses);
    float[] coordinates = grid.finalCoordinates();
    List<LabelEvidence> evidence = new ArrayList<>();
    for (int label : labels) {
      float[] shares = shares(map, label, poses, report, coordinates);
      evidence.add(LabelEvidence.of(label, course(map, label), shares));
    }
    return evidence;
  }

  private int[] likely(float[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .filter(label -> label != rejectLabel && probabilities[label] >= LEAST_PROBABILITY)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -probabilities[label]))
        .limit(MOST_LABELS)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double[] course(ClassActivation map, int label) {
    double[] course = new double[map.frames()];
    for (int t = 0; t < map.frames(); t++) {
      for (int y = 0; y < map.height(); y++) {
        for (int x = 0; x < map.width(); x++) {
          course[t] += map.at(label, t, y, x);
        }
      }
    }
    return course;
  }

  private float[] shares(
      ClassActivation map,
      int label,
      PoseSequence poses,
      VolumeReport report,
      float[] coordinates) {
    double[] levels = new double[poses.persons()];
    for (int person = 0; person < levels.length; person++) {
      levels[person] = level(map, label, poses, person, report, coordinates);
    }
    double highest = Arrays.stream(levels).max().orElse(0);
    double unit = SHARPNESS / Math.max(span(map, label), 1e-9);
    double sum = 0;
    for (int person = 0; person < levels.length; person++) {
      // Nobody saw a track without joints: its level is negative infinity, its share 0.
      levels[person] = Math.exp((levels[person] - highest) * unit);
      sum += levels[person];
    }
    float[] shares = new float[levels.length];
    for (int person = 0; person < levels.length; person++) {
      shares[person] = sum > 0 ? (float) (levels[person] / sum) : 0;
    }
    return shares;
  }

  private double level(
      ClassActivation map,
      int label,
      PoseSequence poses,
      int person,
      VolumeReport report,
      float[] coordinates) {
    double sum = 0;
    double weights = 0;
    // The map is that of the first clip.
    for (int frame = 0; frame < preprocessing.clipLength(); frame++) {
      double t = (frame + 0.5) / preprocessing.clipLength() * map.frames() - 0.5;
      for (int joint = 0; joint < poses.joints(); joint++) {
        if (poses.score(person, frame, joint) > 0) {
          int at = 2 * ((person * poses.frames() + frame) * poses.joints() + joint);
          double x = coordinates[at] / report.finalWidth() * map.width() - 0.5;
          double y = coordinates[at + 1] / report.finalHeight() * map.height() - 0.5;
          double weight = STILL + moved(poses, person, frame, joint);
          sum += weight * between(map, label, (int) Math.round(t), y, x);
          weights += weight;
        }
      }
    }
    return weights == 0 ? Double.NEGATIVE_INFINITY : sum / weights;
  }

  /** Returns how far a joint has moved since the frame before, in pixels; 0 if nobody knows. */
  private static double moved(PoseSequence poses, int person, int frame, int joint) {
    if (frame == 0 || poses.score(person, frame - 1, joint) <= 0) {
      return 0;
    }
    return Math.hypot(
        poses.x(person, frame, joint) - poses.x(person, frame - 1, joint),
        poses.y(person, frame, joint) - poses.y(person, frame - 1, joint));
  }

  private static double between(ClassActivation map, int label, int frame, double y, double x) {
    int t = Math.max(0, Math.min(map.frames() - 1, frame));
    double row = Math.max(0, Math.min(map.height() - 1, y));
    double column = Math.max(0, Math.min(map.width() - 1, x));
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, map.height() - 1);
    int right = Math.min(left + 1, map.width() - 1);
    double down = row - top;
    double across = column - left;
    double upper =
        (1 - across) * map.at(label, t, top, left) + across * map.at(label, t, top, right);
    double lower =
        (1 - across) * map.at(label, t, bottom, left) + across * map.at(label, t, bottom, right);
    return (1 - down) * upper + down * lower;
  }

  private static double span(ClassActivation map, int label) {
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < map.frames(); t++) {
      for (int y = 0; y < map.height(); y++) {
        for (int x = 0; x < map.width(); x++) {
          double value = map.at(label, t, y, x);
          lowest = Math.min(lowest, value);
          highest = Math.max(highest, value);
        }
      }
    }
    return highest - lowest;
  }
}
