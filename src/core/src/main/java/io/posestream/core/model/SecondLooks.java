package io.posestream.core.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the answers of a model with heads that another model had better look at again.
 *
 * <p>Doubt is in 0..1. Immutable and thread-safe.
 */
public final class SecondLooks {
  private static final double LEAST_DOUBT = 0.3;

  private final ModelDescription model;
  private final int perWindow;

  /**
   * What is chosen of a window.
   *
   * @param chosen places of the answers, the most doubtful first; of equals the earlier one
   * @param leftOut doubtful answers that the budget had no room for
   */
  public record Choice(List<Integer> chosen, int leftOut) {}

  /**
   * Prepares the choice.
   *
   * @param model that gives the answers
   * @param perWindow most answers that are chosen of a window, not negative
   */
  public SecondLooks(ModelDescription model, int perWindow) {
    this.model = model;
    this.perWindow = perWindow;
  }

  /**
   * Chooses among the answers of a window.
   *
   * @param scopes of those who were answered
   * @param answers to each of them, in the same order
   */
  public Choice among(List<Scope> scopes, List<ClipScores> answers) {
    double[] doubts = new double[answers.size()];
    List<Integer> doubtful = new ArrayList<>();
    for (int i = 0; i < doubts.length; i++) {
      doubts[i] = doubt(scopes.get(i), answers.get(i).byClass());
      if (doubts[i] >= LEAST_DOUBT) {
        doubtful.add(i);
      }
    }
    doubtful.sort(Comparator.comparingDouble(i -> -doubts[i]));
    int room = Math.min(perWindow, doubtful.size());
    return new Choice(List.copyOf(doubtful.subList(0, room)), doubtful.size() - room);
  }

  private double doubt(Scope scope, Probabilities answer) {
    double most = 0;
    for (int i = 0; i < answer.size(); i++) {
      ActionLabel label = model.labels().get(i);
      if (label.scopes().contains(scope)
          && !model.rejectLabel().equals(Optional.of(label.name()))) {
        most = Math.max(most, answer.of(i));
      }
    }
    return most;
  }
}
