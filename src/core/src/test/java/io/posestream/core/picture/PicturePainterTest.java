package io.posestream.core.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PicturePainterTest {
  private static final PicturePreprocessing PLAIN =
      new PicturePreprocessing(2, 4, 3, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  @Test
  void keepsEveryByteOfABoxOfTheTargetSize() {
    PixelImage image = noise(10, 9);
    byte[] out = new byte[3 * 4 * 3];

    new PictureResize(4, 3).resize(image, new PictureBox(5, 2, 4, 3), out);

    for (int i = 0; i < out.length; i++) {
      int pixel = i / 3;
      assertThat(out[i] & 0xFF).isEqualTo(image.at(5 + pixel % 4, 2 + pixel / 4, i % 3));
    }
  }

  @Test
  void isBlackBeyondThePicture() {
    byte[] out = new byte[3 * 4 * 3];

    new PictureResize(4, 3).resize(noise(10, 9), new PictureBox(-40, 20, 17, 11), out);

    assertThat(out).containsOnly(0);
  }

  @Test
  void takesBoxesOfAnySizeOneAfterTheOther() {
    PixelImage image = noise(20, 20);
    PictureResize used = new PictureResize(4, 3);
    byte[] found = new byte[3 * 4 * 3];
    byte[] expected = new byte[3 * 4 * 3];

    for (PictureBox box : List.of(new PictureBox(0, 0, 20, 20), new PictureBox(3, 4, 5, 17))) {
      used.resize(image, box, found);
      new PictureResize(4, 3).resize(image, box, expected);

      assertThat(found).isEqualTo(expected);
    }
  }

  // Keypoints far off the picture make such boxes.
  @Test
  void takesABoxFarLargerThanAnyPicture() {
    byte[] out = new byte[3 * 4 * 3];

    new PictureResize(4, 3).resize(noise(8, 8), new PictureBox(-5, -5, 1 << 30, 1 << 30), out);

    assertThat(out).containsOnly(0);
  }

  @Test
  void putsColoursAndPicturesInPlanesOfTheirOwn() {
    PixelImage red = filled(200, 0, 0);
    PixelImage blue = filled(0, 0, 100);
    FloatBuffer out = FloatBuffer.allocate(1 + PLAIN.viewSize());

    new PicturePainter(PLAIN)
        .paint(new PictureClip(List.of(red, blue)), new PictureBox(0, 0, 4, 3), out, 1);

    assertThat(out.get(1)).isEqualTo(200);
    assertThat(out.get(1 + 12)).isZero();
    assertThat(out.get(1 + 4 * 12)).isZero();
    assertThat(out.get(1 + 5 * 12)).isEqualTo(100);
  }

  @Test
  void refusesHalfAView() {
    PictureClip clip = new PictureClip(Collections.nCopies(3, filled(1, 2, 3)));

    assertThatThrownBy(
            () ->
                new PicturePainter(PLAIN)
                    .paint(clip, new PictureBox(0, 0, 4, 3), FloatBuffer.allocate(200), 0))
        .hasMessage("expected a multiple of 2 pictures, got 3");
  }

  @Test
  void picturesOfAClipHaveOneSize() {
    assertThatThrownBy(() -> new PictureClip(List.of(noise(4, 3), noise(3, 4))))
        .hasMessageContaining("expected pictures of one size");
  }

  private static PixelImage filled(int red, int green, int blue) {
    byte[] pixels = new byte[3 * 4 * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) red;
      pixels[i + 1] = (byte) green;
      pixels[i + 2] = (byte) blue;
    }
    return PixelImage.owning(4, 3, pixels);
  }

  private static PixelImage noise(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(5).nextBytes(pixels);
    return PixelImage.owning(width, height, pixels);
  }
}
