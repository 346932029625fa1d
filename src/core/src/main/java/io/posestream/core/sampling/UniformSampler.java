package io.posestream.core.sampling;

/**
 * Picks the frames of a recording's clips by number: UniformSampleFrames of the reference in test
 * mode.
 *
 * <p>Each clip divides the recording into as many segments as it has frames and draws one frame
 * from each. The generator starts from the same seed on every call, so the same arguments give the
 * same frames.
 */
public final class UniformSampler {
  private static final int SEED = 255;

  private UniformSampler() {}

  /**
   * Returns the sampled frame numbers, one clip after the other.
   *
   * @param dialect the code base whose draws to repeat
   * @param totalFrames frames of the recording, T, positive
   * @param clipLength frames per clip, L, positive
   * @param clips number of clips, positive
   * @return {@code clips * clipLength} numbers in [0, totalFrames)
   * @throws IllegalArgumentException if an argument is not positive
   */
  public static int[] sample(Dialect dialect, int totalFrames, int clipLength, int clips) {
    requirePositive("total-frames", totalFrames);
    requirePositive("clip-length", clipLength);
    requirePositive("num-clips", clips);
    MersenneTwister random = new MersenneTwister(SEED);
    int[] frames = new int[Math.multiplyExact(clips, clipLength)];
    for (int clip = 0; clip < clips; clip++) {
      if (dialect == Dialect.PYSKL) {
        // pyskl draws the share of the recording to sample from; with its default of 1 the draw has
        // no effect but on the words that follow.
        random.double53();
      }
      int first = clip * clipLength;
      if (totalFrames < clipLength) {
        int start = totalFrames < clips ? clip : (int) ((long) clip * totalFrames / clips);
        playInLoop(frames, first, clipLength, start);
      } else if (totalFrames < 2L * clipLength) {
        skipSome(frames, first, clipLength, totalFrames, random);
      } else {
        drawPerSegment(frames, first, clipLength, totalFrames, random);
      }
    }
    for (int i = 0; i < frames.length; i++) {
      frames[i] %= totalFrames;
    }
    return frames;
  }

  /** T below L: the recording plays round and round. */
  private static void playInLoop(int[] frames, int first, int clipLength, int start) {
    for (int k = 0; k < clipLength; k++) {
      frames[first + k] = start + k;
    }
  }

  /** L to 2L: every frame but T-L, whose places among 0..L a permutation draws. */
  private static void skipSome(
      int[] frames, int first, int clipLength, int totalFrames, MersenneTwister random) {
    int[] places = permutation(clipLength + 1, random);
    boolean[] skipped = new boolean[clipLength + 1];
    for (int k = 0; k < totalFrames - clipLength; k++) {
      skipped[places[k]] = true;
    }
    int skips = 0;
    // A skip drawn at place L comes after the last frame: the reference loses it, and so do we.
    for (int k = 0; k < clipLength; k++) {
      skips += skipped[k] ? 1 : 0;
      frames[first + k] = k + skips;
    }
  }

  /** 2L and more: one frame from each of L segments. */
  private static void drawPerSegment(
      int[] frames, int first, int clipLength, int totalFrames, MersenneTwister random) {
    int start = 0;
    for (int k = 0; k < clipLength; k++) {
      int end = (int) ((k + 1L) * totalFrames / clipLength);
      frames[first + k] = start + random.below(end - start);
      start = end;
    }
  }

  private static int[] permutation(int length, MersenneTwister random) {
    int[] places = new int[length];
    for (int i = 0; i < length; i++) {
      places[i] = i;
    }
    for (int i = length - 1; i > 0; i--) {
      int j = random.below(i + 1);
      int swapped = places[i];
      places[i] = places[j];
      places[j] = swapped;
    }
    return places;
  }

  private static void requirePositive(String parameter, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s: expected a positive number, got %d".formatted(parameter, value));
    }
  }
}
