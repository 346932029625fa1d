package io.posestream.estimator.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureSize;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PictureInputTest {
  private final PictureInput input = new PictureInput(4);

  @Test
  void liesInTheUpperLeftOfABlackCanvas() {
    input.put(picture(3, 2, 200));

    assertThat(input.canvas()).isEqualTo(new PictureSize(4, 4));
    assertThat(at(2, 1)).isEqualTo(200);
    assertThat(at(3, 1)).isZero();
    assertThat(at(2, 2)).isZero();
    assertThat(input.values().remaining()).isEqualTo(3 * 4 * 4);
  }

  @Test
  void leavesNothingOfTheLastPicture() {
    input.put(picture(8, 8, 255));
    input.put(picture(1, 1, 7));

    assertThat(input.canvas()).isEqualTo(new PictureSize(4, 4));
    assertThat(at(0, 0)).isEqualTo(7);
    assertThat(at(1, 0)).isZero();
    assertThat(at(3, 3)).isZero();
  }

  private int at(int x, int y) {
    IntBuffer values = input.values();
    return values.get(3 * (y * input.canvas().width() + x));
  }

  private static Picture picture(int width, int height, int value) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) value);
    PictureSize size = new PictureSize(width, height);
    return new Picture(size, size, rgb);
  }
}
