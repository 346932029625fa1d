package io.posestream.core.model;

import java.util.Arrays;

/**
 * The probability of each class of a model, in the order of its output.
 *
 * <p>Immutable and thread-safe: handed on as it is, never copied.
 */
public final class Probabilities {
  private final float[] values;

  private Probabilities(float[] values) {
    this.values = values;
  }

  /** Returns the probabilities by class, each in 0..1; the array is copied. */
  public static Probabilities of(float... values) {
    return new Probabilities(values.clone());
  }

  /**
   * Returns the probabilities by class without copying them.
   *
   * @param values the caller gives the array away and does not touch it again
   */
  public static Probabilities owning(float[] values) {
    return new Probabilities(values);
  }

  /** Returns 0 for every class. */
  public static Probabilities none(int classes) {
    return new Probabilities(new float[classes]);
  }

  /** Returns the number of classes. */
  public int size() {
    return values.length;
  }

  /** Returns the probability of a class, in 0..1. */
  public float of(int label) {
    return values[label];
  }

  /** Returns the most probable class; of equals the first. */
  public int best() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /** Returns a copy by class. */
  public float[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Probabilities that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
