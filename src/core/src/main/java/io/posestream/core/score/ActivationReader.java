package io.posestream.core.score;

import io.posestream.core.heatmap.CropQuadruple;
import io.posestream.core.model.ClassActivation;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads from class activation maps when in a clip, and at whom, the likely classes were seen.
 *
 * <p>Costs no model run. Immutable and thread-safe.
 */
public final class ActivationReader {
  /*
   * Timeline: the mean of the map over each cell in time.
   *
   * Shares: the map is read, bilinearly between cell centres, at every visible joint of a track in
   * every sampled frame, where preprocessing has put it. A track's level is
   * the mean over its joints and frames, weighted by how far the joint has moved since the frame
   * before: whoever acts moves, and at the joints that act. Of these levels the softmax is taken,
   * with the span of the map as its unit, so that shares say how much a track stands out on whatever
   * scale the logits are.
   */
  private static final double SHARPNESS = 8;
  // The weight in pixels of a joint that does not move, for people who hold still.
  private static final double STILL = 1e-3;

  // Frames of the first clip, which the map is of.
  private final int clipLength;
  private final LikelyLabels likely;

  /** Creates a reader for the maps of a model. */
  public ActivationReader(ModelDescription model) {
    this.clipLength = model.preprocessing().clipLength();
    this.likely = new LikelyLabels(model);
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
    ClassActivation map = scores.activation().get();
    List<LabelEvidence> evidence = new ArrayList<>();
    for (int label : likely.of(scores.byClass())) {
      evidence.add(LabelEvidence.of(label, strengths(map, label), shares(map, label, poses)));
    }
    return evidence;
  }

  private static double[] strengths(ClassActivation map, int label) {
    double[] strengths = new double[map.frames()];
    for (int t = 0; t < map.frames(); t++) {
      for (int y = 0; y < map.height(); y++) {
        for (int x = 0; x < map.width(); x++) {
          strengths[t] += map.at(label, t, y, x);
        }
      }
    }
    return strengths;
  }

  private float[] shares(ClassActivation map, int label, PoseSequence poses) {
    double[] levels = new double[poses.persons()];
    for (int person = 0; person < levels.length; person++) {
      levels[person] = level(map, label, poses, person);
    }
    return softmax(levels, SHARPNESS / Math.max(span(map, label), 1e-9));
  }

  private static float[] softmax(double[] levels, double sharpness) {
    double highest = Arrays.stream(levels).max().orElse(0);
    double sum = 0;
    for (int i = 0; i < levels.length; i++) {
      // A track without joints has a level of negative infinity, and a share of 0.
      levels[i] = Math.exp((levels[i] - highest) * sharpness);
      sum += levels[i];
    }
    float[] shares = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      shares[i] = sum > 0 ? (float) (levels[i] / sum) : 0;
    }
    return shares;
  }

  private double level(ClassActivation map, int label, PoseSequence poses, int person) {
    CropQuadruple part = map.covered();
    double sum = 0;
    double weights = 0;
    for (int frame = 0; frame < clipLength; frame++) {
      double t = (frame + 0.5) / clipLength * map.frames() - 0.5;
      for (int joint = 0; joint < poses.joints(); joint++) {
        if (poses.score(person, frame, joint) > 0) {
          double x = (poses.x(person, frame, joint) / poses.width() - part.x()) / part.width();
          double y = (poses.y(person, frame, joint) / poses.height() - part.y()) / part.height();
          double weight = STILL + moved(poses, person, frame, joint);
          double row = y * map.height() - 0.5;
          double column = x * map.width() - 0.5;
          sum += weight * between(map, label, (int) Math.round(t), row, column);
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
