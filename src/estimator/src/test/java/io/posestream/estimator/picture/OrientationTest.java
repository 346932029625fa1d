package io.posestream.estimator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {
  // An upright picture of three columns and two rows:  a b c / d e f.
  private static final String UPRIGHT = "abc/def";

  @ParameterizedTest(name = "stored as {1}")
  @CsvSource({
    "1, abc/def", "2, cba/fed", "3, fed/cba", "4, def/abc",
    "5, ad/be/cf", "6, cf/be/ad", "7, fc/eb/da", "8, da/eb/fc"
  })
  void turnsWhatACameraStoresToWhatItSaw(int exif, String stored) {
    Picture upright = Orientation.ofExif(exif).upright(picture(stored));

    assertThat(text(upright)).isEqualTo(UPRIGHT);
    assertThat(upright.taken()).isEqualTo(new PictureSize(30, 20));
  }

  @Test
  void leavesAPictureAloneWhoseTagIsNone() {
    assertThat(Orientation.ofExif(0)).isEqualTo(Orientation.UPRIGHT);
    assertThat(Orientation.ofExif(9)).isEqualTo(Orientation.UPRIGHT);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, false, 0",
    "0, 1, -1, 0, false, 1",
    "-1, 0, 0, -1, false, 2",
    "0, -1, 1, 0, false, 3",
    "-1, 0, 0, 1, true, 0",
    "1, 0, 0, -1, true, 2",
    "0.02, 0.99, -0.99, 0.02, false, 1"
  })
  void readsMatrices(double a, double b, double c, double d, boolean mirrored, int turns) {
    assertThat(Orientation.ofMatrix(a, b, c, d)).isEqualTo(new Orientation(mirrored, turns));
  }

  private static Picture picture(String rows) {
    String[] each = rows.split("/");
    PictureSize size = new PictureSize(each[0].length(), each.length);
    byte[] rgb = new byte[Picture.CHANNELS * size.width() * size.height()];
    String letters = String.join("", each);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) letters.charAt(i / Picture.CHANNELS);
    }
    return new Picture(size, new PictureSize(10 * size.width(), 10 * size.height()), rgb);
  }

  private static String text(Picture picture) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < picture.rgb().length; i += Picture.CHANNELS) {
      boolean rowBegins = i > 0 && i / Picture.CHANNELS % picture.size().width() == 0;
      text.append(rowBegins ? "/" : "").append((char) picture.rgb()[i]);
    }
    return text.toString();
  }
}
