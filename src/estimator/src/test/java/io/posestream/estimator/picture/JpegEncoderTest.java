package io.posestream.estimator.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.picture.PictureFormat;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JpegEncoderTest {
  private static final PictureSize SIZE = new PictureSize(320, 240);

  @Test
  void keepsWhatAPictureShows() throws IOException {
    byte[] rgb = new byte[3 * 320 * 240];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) (i / 3 % 320 / 2);
      rgb[i + 1] = (byte) (i / 3 / 320);
      rgb[i + 2] = 99;
    }

    io.posestream.core.picture.Picture sent =
        JpegEncoder.encode(new Picture(SIZE, SIZE, rgb), SentPictures.DEFAULTS);

    assertThat(sent.format()).isEqualTo(PictureFormat.JPEG);
    assertThat(sent.width()).isEqualTo(320);
    assertThat(sent.height()).isEqualTo(240);
    byte[] seen = PictureDecoder.decode(sent.bytes()).rgb();
    for (int i = 0; i < rgb.length; i++) {
      assertThat(Math.abs((seen[i] & 0xff) - (rgb[i] & 0xff))).isLessThan(12);
    }
  }

  @Test
  void lowersTheQualityOfWhatWouldBeTooLarge() {
    SentPictures narrow = SentPictures.DEFAULTS.withQuality(1).withMostBytes(60_000);

    io.posestream.core.picture.Picture sent = JpegEncoder.encode(noise(), narrow);

    assertThat(sent.length()).isLessThanOrEqualTo(60_000);
    assertThat(sent.width()).isEqualTo(320);
  }

  @Test
  void thenMakesItSmaller() throws IOException {
    SentPictures narrowest = SentPictures.DEFAULTS.withMostBytes(4096);

    io.posestream.core.picture.Picture sent = JpegEncoder.encode(noise(), narrowest);

    assertThat(sent.length()).isLessThanOrEqualTo(4096);
    assertThat(sent.width()).isLessThan(320);
    PictureSize size = PictureDecoder.decode(sent.bytes()).size();
    assertThat(size).isEqualTo(new PictureSize(sent.width(), sent.height()));
  }

  @Test
  void refusesABoundThatNoPictureKeeps() {
    assertThatThrownBy(() -> SentPictures.DEFAULTS.withMostBytes(100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("picture-bytes: expected 4096 or more, got 100");
  }

  private static Picture noise() {
    byte[] rgb = new byte[3 * 320 * 240];
    new Random(7).nextBytes(rgb);
    return new Picture(SIZE, SIZE, rgb);
  }
}
