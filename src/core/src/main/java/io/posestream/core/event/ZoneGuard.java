package io.posestream.core.event;

import io.posestream.core.model.Probabilities;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.zone.ZoneRule;
import io.posestream.core.zone.ZoneRules;
import java.util.List;

/**
 * Takes the probability from the labels that do not count where their subject is: such an action
 * does not start, and one that is open ends.
 *
 * <p>One participant who counts is enough: the person, either of a pair, anybody of a scene.
 */
public final class ZoneGuard {
  private final ZoneRules rules;

  /** Creates a guard under rules. */
  public ZoneGuard(ZoneRules rules) {
    this.rules = rules;
  }

  /** Returns the scores with 0 for the labels that do not count. */
  public WindowScores admitted(WindowScores scores) {
    if (rules.isEmpty()) {
      return scores;
    }
    float[] probabilities = scores.probabilities();
    List<ClipTrack> tracks = scores.tracks();
    for (int label = 0; label < probabilities.length; label++) {
      ZoneRule rule = rules.ruleOf(scores.labels().get(label));
      if (tracks.stream().noneMatch(track -> rule.admits(track.zones()))) {
        probabilities[label] = 0;
      }
    }
    return scores.withProbabilities(Probabilities.owning(probabilities));
  }
}
