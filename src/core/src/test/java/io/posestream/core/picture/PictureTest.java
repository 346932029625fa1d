package io.posestream.core.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PictureTest {
  @Test
  void tellsNothingOfItsContent() {
    Picture here = Picture.owning(PictureFormat.JPEG, 4, 3, new byte[] {65, 66, 67});
    Picture elsewhere = Picture.at(PictureFormat.PNG, 4, 3, "hall/anna.png");

    assertThat(here).hasToString("Picture[jpeg, 4x3 px, 3 bytes]");
    assertThat(elsewhere).hasToString("Picture[png, 4x3 px, 0 bytes]");
  }

  @Test
  void refusesRawBytesThatAreNotAllThere() {
    assertThatThrownBy(() -> Picture.owning(PictureFormat.RGB, 4, 3, new byte[35]))
        .hasMessage("expected 36 bytes of a rgb picture of 4x3 px, got 35");
  }

  @Test
  void refusesAPictureWithoutSize() {
    assertThatThrownBy(() -> Picture.owning(PictureFormat.PNG, 0, 3, new byte[1]))
        .hasMessageContaining("1..65535 px");
  }

  @Test
  void readsFormatsInAnyCase() {
    assertThat(PictureFormat.named("JPG")).contains(PictureFormat.JPEG);
    assertThat(PictureFormat.named("Png")).contains(PictureFormat.PNG);
    assertThat(PictureFormat.named("webp")).isEmpty();
  }
}
