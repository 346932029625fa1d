package io.posestream.onnx;

import io.posestream.core.heatmap.HeatmapStream;
import java.util.List;
import java.util.Optional;

/**
 * One network of a bundle, as its manifest describes it.
 *
 * @param name unique in the bundle
 * @param stream what the channels of its input show
 * @param model its file
 * @param inputName of the heatmap volumes
 * @param inputShape [batch, channels, frames, height, width]
 * @param scoresName of the output with one score per class
 * @param camName of the output with class activation maps, if the network has one
 * @param scores what the scores are
 * @param variants the same network in other precisions
 */
record BundleMember(
    String name,
    HeatmapStream stream,
    ModelFile model,
    String inputName,
    TensorShape inputShape,
    String scoresName,
    Optional<String> camName,
    ScoreKind scores,
    List<ModelFile> variants) {
  /** What a network returns per class. */
  enum ScoreKind {
    /** Before the softmax. */
    LOGITS,
    /** After the softmax. */
    PROBABILITIES
  }

  BundleMember {
    variants = List.copyOf(variants);
  }

  /** Returns whether the network takes any number of volumes at once, rather than one. */
  boolean takesBatches() {
    return inputShape.dimension(0) == TensorShape.ANY;
  }

  /** Returns the same member with its file in that precision, if it has one. */
  Optional<BundleMember> withPrecision(String precision) {
    if (model.precision().equals(precision)) {
      return Optional.of(this);
    }
    return variants.stream()
        .filter(variant -> variant.precision().equals(precision))
        .findFirst()
        .map(this::withModel);
  }

  private BundleMember withModel(ModelFile other) {
    return new BundleMember(
        name, stream, other, inputName, inputShape, scoresName, camName, scores, variants);
  }
}
