package io.posestream.estimator.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PictureTest {
  @Test
  void becomesSmallerByTheMeanOfWhatAPixelCovers() {
    byte[] rgb = {0, 0, 0, 10, 20, 30, 20, 40, 60, 30, 60, 90};
    PictureSize size = new PictureSize(2, 2);

    Picture smaller = new Picture(size, size, rgb).withLongSide(1);

    assertThat(smaller.rgb()).containsExactly(15, 30, 45);
    assertThat(smaller.taken()).isEqualTo(size);
  }

  @Test
  void becomesLargerByRepeatingPixels() {
    PictureSize size = new PictureSize(2, 1);

    Picture larger = new Picture(size, size, new byte[] {1, 2, 3, 4, 5, 6}).withLongSide(4);

    assertThat(larger.size()).isEqualTo(new PictureSize(4, 2));
    assertThat(larger.rgb())
        .containsExactly(1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6);
  }

  @Test
  void keepsBrightValuesBright() {
    byte[] white = {-1, -1, -1, -1, -1, -1};
    PictureSize size = new PictureSize(2, 1);

    assertThat(new Picture(size, size, white).withLongSide(1).rgb()).containsOnly(-1);
  }

  @Test
  void keepsItsShape() {
    assertThat(new PictureSize(1920, 1080).withLongSide(256)).isEqualTo(new PictureSize(256, 144));
    assertThat(new PictureSize(480, 640).withLongSide(256)).isEqualTo(new PictureSize(192, 256));
    assertThat(new PictureSize(5000, 2).withLongSide(256)).isEqualTo(new PictureSize(256, 1));
  }

  @Test
  void growsToAMultiple() {
    assertThat(new PictureSize(256, 144).upToMultipleOf(32)).isEqualTo(new PictureSize(256, 160));
    assertThat(new PictureSize(1, 32).upToMultipleOf(32)).isEqualTo(new PictureSize(32, 32));
  }

  @Test
  void refusesAnArrayOfAnotherLength() {
    PictureSize size = new PictureSize(2, 2);

    assertThatThrownBy(() -> new Picture(size, size, new byte[11]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 12 values of a picture of 2x2, got 11");
  }
}
