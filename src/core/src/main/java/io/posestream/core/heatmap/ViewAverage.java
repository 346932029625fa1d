package io.posestream.core.heatmap;

import java.nio.FloatBuffer;
import java.util.List;

/** Averages what a model says of several views of one clip, and what several models say of it. */
public final class ViewAverage {
  private ViewAverage() {}

  /**
   * Returns the mean over the views of each view's softmax: {@code average_clips='prob'} of the
   * reference.
   *
   * @param logits in C order [views, classes] from {@code offset}; the position does not matter
   * @param offset of the first logit
   * @param views positive
   * @param classes positive
   * @return a probability per class
   * @throws IllegalArgumentException if there are fewer logits
   */
  public static float[] probabilities(FloatBuffer logits, int offset, int views, int classes) {
    check(logits, offset, views, classes);
    double[] mean = new double[classes];
    double[] exponentials = new double[classes];
    for (int view = 0; view < views; view++) {
      addSoftmax(logits, offset + view * classes, exponentials, mean);
    }
    return rounded(mean, views);
  }

  private static void check(FloatBuffer logits, int offset, int views, int classes) {
    if (views < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "expected at least one view and class, got %d views of %d classes"
              .formatted(views, classes));
    }
    if (offset < 0 || logits.limit() - offset < (long) views * classes) {
      throw new IllegalArgumentException(
          "expected logits for %d views of %d classes, got %d from offset %d"
              .formatted(views, classes, logits.limit() - offset, offset));
    }
  }

  /**
   * Returns the mean of several models' probabilities, as two-stream fusion does with equal
   * weights.
   *
   * @param members a vector per model, of equal length; at least one
   * @throws IllegalArgumentException if there is no vector, or their lengths differ
   */
  public static float[] mean(List<float[]> members) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("expected the probabilities of at least one member");
    }
    double[] sum = new double[members.get(0).length];
    for (float[] member : members) {
      if (member.length != sum.length) {
        throw new IllegalArgumentException(
            "expected %d classes as in the first member, got %d"
                .formatted(sum.length, member.length));
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += member[i];
      }
    }
    return rounded(sum, members.size());
  }

  private static void addSoftmax(
      FloatBuffer logits, int first, double[] exponentials, double[] sum) {
    // The largest logit is subtracted first, so that no exponential overflows.
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < sum.length; i++) {
      largest = Math.max(largest, logits.get(first + i));
    }
    double total = 0;
    for (int i = 0; i < sum.length; i++) {
      exponentials[i] = Math.exp((double) logits.get(first + i) - largest);
      total += exponentials[i];
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += exponentials[i] / total;
    }
  }

  private static float[] rounded(double[] sum, int count) {
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / count);
    }
    return mean;
  }
}
