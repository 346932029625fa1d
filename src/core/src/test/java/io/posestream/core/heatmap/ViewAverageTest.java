package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewAverageTest {
  @Test
  void averagesProbabilitiesNotLogits() {
    float ln3 = (float) Math.log(3);
    FloatBuffer logits = FloatBuffer.wrap(new float[] {0, ln3, ln3, 0, 0, 0});

    float[] probabilities = ViewAverage.probabilities(logits, 0, 3, 2);

    // (1/4 + 3/4 + 1/2) / 3 each.
    assertThat(probabilities).containsExactly(new float[] {0.5f, 0.5f}, within(1e-7f));
  }

  @Test
  void isTheSoftmaxOfASingleView() {
    FloatBuffer logits = FloatBuffer.wrap(new float[] {0, (float) Math.log(3)});

    assertThat(ViewAverage.probabilities(logits, 0, 1, 2))
        .containsExactly(new float[] {0.25f, 0.75f}, within(1e-7f));
  }

  @Test
  void staysFiniteForLargeLogits() {
    FloatBuffer logits = FloatBuffer.wrap(new float[] {1e30f, 0, -1e30f});

    assertThat(ViewAverage.probabilities(logits, 0, 1, 3)).containsExactly(1, 0, 0);
  }

  @Test
  void readsFromTheOffsetAndIgnoresThePosition() {
    FloatBuffer logits = FloatBuffer.wrap(new float[] {9, 9, 9, 5, 5}).position(4);

    assertThat(ViewAverage.probabilities(logits, 3, 1, 2)).containsExactly(0.5f, 0.5f);
  }

  @Test
  void refusesTooFewLogits() {
    assertThatThrownBy(() -> ViewAverage.probabilities(FloatBuffer.allocate(10), 5, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected logits for 2 views of 3 classes, got 5 from offset 5");
  }

  @Test
  void averagesMembersWithEqualWeights() {
    float[] joint = {0.5f, 0.25f, 0.25f};
    float[] limb = {0, 0.75f, 0.25f};

    assertThat(ViewAverage.mean(List.of(joint, limb))).containsExactly(0.25f, 0.5f, 0.25f);
  }

  @Test
  void refusesMembersOfOtherClasses() {
    assertThatThrownBy(() -> ViewAverage.mean(List.of(new float[3], new float[4])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 3 classes as in the first member, got 4");
  }

  @Test
  void refusesNoMembers() {
    assertThatThrownBy(() -> ViewAverage.mean(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected the probabilities of at least one member");
  }
}
