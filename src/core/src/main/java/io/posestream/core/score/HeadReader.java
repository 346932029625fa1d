package io.posestream.core.score;

import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Probabilities;
import io.posestream.core.model.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads from the answers to the persons and pairs of a scene who does what the scene shows.
 *
 * <p>A label that persons may have is ascribed to persons, one that pairs may have to both of a
 * pair; a track counts with its highest probability. Costs no model run. Immutable and thread-safe.
 */
public final class HeadReader {
  private static final byte[] NO_TIMELINE = {};

  private final List<ActionLabel> labels;
  private final LikelyLabels likely;

  /**
   * The answer to one of the persons and pairs.
   *
   * @param scope person or pair
   * @param rows of its tracks in the scene
   * @param probabilities by class, in 0..1
   */
  public record Head(Scope scope, List<Integer> rows, Probabilities probabilities) {
    /** Copies the rows in. */
    public Head {
      rows = List.copyOf(rows);
    }
  }

  /** Creates a reader for the answers of a model. */
  public HeadReader(ModelDescription model) {
    this.labels = model.labels();
    this.likely = new LikelyLabels(model);
  }

  /**
   * Returns who does what is likely in the scene.
   *
   * @param scene probabilities of the scene
   * @param tracks how many the scene has
   * @param heads persons and pairs that were answered
   * @return at most three entries, the likeliest class first; none of labels that no head may have
   */
  public List<LabelEvidence> read(Probabilities scene, int tracks, List<Head> heads) {
    List<LabelEvidence> evidence = new ArrayList<>();
    for (int label : likely.of(scene)) {
      float[] shares = shares(label, tracks, heads);
      if (shares.length > 0) {
        evidence.add(new LabelEvidence(label, NO_TIMELINE, shares));
      }
    }
    return evidence;
  }

  private float[] shares(int label, int tracks, List<Head> heads) {
    float[] highest = new float[tracks];
    for (Head head : heads) {
      if (labels.get(label).scopes().contains(head.scope)) {
        for (int row : head.rows) {
          highest[row] = Math.max(highest[row], head.probabilities.of(label));
        }
      }
    }
    double sum = 0;
    for (float one : highest) {
      sum += one;
    }
    if (sum == 0) {
      return new float[0];
    }
    for (int row = 0; row < tracks; row++) {
      highest[row] /= (float) sum;
    }
    return highest;
  }
}
