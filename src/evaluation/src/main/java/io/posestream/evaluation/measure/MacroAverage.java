package io.posestream.evaluation.measure;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The mean over labels, each weighing the same; a label without a figure is left out of its mean.
 *
 * @param precision over the labels that have events
 * @param recall over the labels that have truths
 * @param f1 over the labels that have either
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
