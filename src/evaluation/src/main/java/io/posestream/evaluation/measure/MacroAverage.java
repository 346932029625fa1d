package io.posestream.evaluation.measure;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The unweighted mean over labels; a label without a figure does not count in its mean.
 *
 * @param precision mean over the labels with events
 * @param recall mean over the labels with truths
 * @param f1 mean over the labels with either
 */
public record MacroAverage(OptionalDouble precision, OptionalDouble recall, OptionalDouble f1) {
  static MacroAverage of(List<LabelReport> labels) {
    return new MacroAverage(
        mean(labels, Figures::precision), mean(labels, Figures::recall), mean(labels, Figures::f1));
  }

  private static OptionalDouble mean(
      List<LabelReport> labels, Function<Figures, OptionalDouble> figure) {
    return labels.stream()
        .flatMapToDouble(label -> figure.apply(label.figures()).stream())
        .average();
  }
}
