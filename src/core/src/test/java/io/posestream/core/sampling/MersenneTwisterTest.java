package io.posestream.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MersenneTwisterTest {
  @Test
  void drawsTheWordTheCppStandardPrescribes() {
    MersenneTwister random = new MersenneTwister(5489);

    for (int i = 0; i < 9_999; i++) {
      random.u32();
    }

    assertThat(Integer.toUnsignedLong(random.u32())).isEqualTo(4_123_659_995L);
  }

  @Test
  void spendsNoWordOnTheOnlyNumberBelowOne() {
    MersenneTwister random = new MersenneTwister(255);
    MersenneTwister untouched = new MersenneTwister(255);

    assertThat(random.below(1)).isZero();

    assertThat(random.u32()).isEqualTo(untouched.u32());
  }

  @Test
  void drawsEveryNumberBelowTheBoundAndNoOther() {
    MersenneTwister random = new MersenneTwister(1);
    boolean[] drawn = new boolean[10];

    for (int i = 0; i < 1_000; i++) {
      drawn[random.below(10)] = true;
    }

    assertThat(drawn).doesNotContain(false);
  }

  @Test
  void joinsTwoWordsToADouble() {
    // numpy.random.seed(0); numpy.random.random()
    assertThat(new MersenneTwister(0).double53()).isEqualTo(0.5488135039273248);
  }
}
