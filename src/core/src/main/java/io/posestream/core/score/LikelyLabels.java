package io.posestream.core.score;

import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Probabilities;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which labels of an answer are worth evidence.
 *
 * <p>Immutable and thread-safe.
 */
final class LikelyLabels {
  private static final float LEAST_PROBABILITY = 0.2f;
  private static final int MOST_LABELS = 3;

  private final int rejectLabel;

  LikelyLabels(ModelDescription model) {
    this.rejectLabel =
        model.rejectLabel().map(label -> model.labelNames().indexOf(label)).orElse(-1);
  }

  /** Returns the indices of at most three labels, the likeliest first. */
  List<Integer> of(Probabilities probabilities) {
    return IntStream.range(0, probabilities.size())
        .filter(label -> label != rejectLabel && probabilities.of(label) >= LEAST_PROBABILITY)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -probabilities.of(label)))
        .limit(MOST_LABELS)
        .toList();
  }
}
