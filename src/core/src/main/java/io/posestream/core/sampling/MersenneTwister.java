package io.posestream.core.sampling;

/**
 * The generator MT19937 of Matsumoto and Nishimura (1998), seeded and read as NumPy's legacy global
 * generator is.
 *
 * <p>Mutable, for one thread.
 */
final class MersenneTwister {
  private static final int WORDS = 624;
  private static final int MIDDLE = 397;
  private static final int UPPER_BIT = 0x80000000;
  private static final int LOWER_BITS = 0x7fffffff;
  private static final int TWIST = 0x9908b0df;

  private final int[] state = new int[WORDS];
  private int position = WORDS;

  /** Creates a generator with Knuth's initialiser, as {@code numpy.random.seed(seed)} does. */
  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** Returns the next word; all 32 bits are random. */
  int u32() {
    if (position == WORDS) {
      twist();
      position = 0;
    }
    int word = state[position++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }

  /**
   * Returns a uniform integer in [0, n) by masked rejection; spends no word if n is 1.
   *
   * @param n positive
   */
  int below(int n) {
    int largest = n - 1;
    if (largest == 0) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(largest);
    int value = u32() & mask;
    while (value > largest) {
      value = u32() & mask;
    }
    return value;
  }

  /** Returns a uniform number in [0, 1) of 53 bits; spends two words. */
  double double53() {
    int high = u32() >>> 5;
    int low = u32() >>> 6;
    return (((long) high << 26) + low) * 0x1p-53;
  }

  private void twist() {
    for (int i = 0; i < WORDS; i++) {
      int joined = (state[i] & UPPER_BIT) | (state[(i + 1) % WORDS] & LOWER_BITS);
      int twisted = state[(i + MIDDLE) % WORDS] ^ (joined >>> 1);
      state[i] = (joined & 1) == 0 ? twisted : twisted ^ TWIST;
    }
  }
}
