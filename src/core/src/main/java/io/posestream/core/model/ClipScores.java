package io.posestream.core.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model answers for one clip.
 *
 * <p>Immutable and thread-safe.
 */
public final class ClipScores {
  private final Probabilities byClass;
  private final @Nullable ClassActivation activation;

  /**
   * Creates an answer.
   *
   * @param probabilities by class, in 0..1
   * @param activation the first member's class activation map for the first view, if the model has
   *     that output
   */
  public ClipScores(float[] probabilities, @Nullable ClassActivation activation) {
    this.byClass = Probabilities.of(probabilities);
    this.activation = activation;
  }

  /** Returns the probabilities. */
  public Probabilities byClass() {
    return byClass;
  }

  /** Returns a copy of the probabilities by class. */
  public float[] probabilities() {
    return byClass.toArray();
  }

  /** Returns where and when each class was seen. */
  public Optional<ClassActivation> activation() {
    return Optional.ofNullable(activation);
  }

  @Override
  public String toString() {
    return "ClipScores" + byClass;
  }
}
