package io.posestream.core.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses of whom a clip of their own is scored after a model with heads has answered: of those in
 * whom it saw something.
 *
 * <p>In a crowd such a model sees more than there is, and nearly all of what there is: a second
 * look at what it saw mends its alarms, one at those whom it found calm would cost as much as clips
 * for everybody. It is often sure and wrong, so that doubt is no guide: docs/decisions/080.
 * Immutable and thread-safe.
 */
public final class SecondLooks {
  // With this and four looks a window, the events of composed recordings come closest to those of
  // clips for everybody at less than half of the runs.
  private static final double LEAST_SEEN = 0.4;
  // Of two strangers in real video less is seen, of most pairs in a crowd next to nothing.
  private static final double LEAST_SEEN_OF_PAIRS = 0.1;

  private final ModelDescription model;
  private final int perWindow;

  /**
   * What is chosen of a window.
   *
   * @param chosen places of the answers, those first in whom most was seen; of equals the earlier
   * @param leftOut answers in whom something was seen, and for whom there was no room
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
   * Chooses among the answers of one window.
   *
   * @param scopes of those who were answered
   * @param answers to each of them, in the same order
   */
  public Choice among(List<Scope> scopes, List<ClipScores> answers) {
    double[] seen = new double[answers.size()];
    List<Integer> worthIt = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      seen[i] = seen(scopes.get(i), answers.get(i).byClass());
      if (seen[i] >= (scopes.get(i) == Scope.PAIR ? LEAST_SEEN_OF_PAIRS : LEAST_SEEN)) {
        worthIt.add(i);
      }
    }
    worthIt.sort(Comparator.comparingDouble(i -> -seen[i]));
    int room = Math.min(perWindow, worthIt.size());
    return new Choice(List.copyOf(worthIt.subList(0, room)), worthIt.size() - room);
  }

  /** Returns the probability of all that may happen in a scope, in 0..1. */
  private double seen(Scope scope, Probabilities answer) {
    double sum = 0;
    for (int i = 0; i < answer.size(); i++) {
      sum += mayHappen(model.labels().get(i), scope) ? answer.of(i) : 0;
    }
    return sum;
  }

  private boolean mayHappen(ActionLabel label, Scope scope) {
    return label.scopes().contains(scope) && !model.rejectLabel().equals(Optional.of(label.name()));
  }
}
