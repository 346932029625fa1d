package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.picture.PixelImage;
import io.posestream.flink.fixture.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PictureDecoderTest {
  private final PictureDecoder decoder = new PictureDecoder(Optional.empty());
  private final Path folder;

  PictureDecoderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "PNG"})
  void decodesWhatCamerasSend(PictureFormat format) {
    Optional<PixelImage> image = decoder.decode(Pictures.of(format, 40, 30, 1));

    assertThat(image).hasToString("Optional[PixelImage[40x30 px]]");
  }

  @Test
  void refusesAPictureThatIsNotOfItsSize() {
    Picture picture = Pictures.of(PictureFormat.PNG, 40, 30, 1);
    Picture said = Picture.owning(PictureFormat.PNG, 40, 31, picture.bytes());

    assertThat(decoder.decode(said)).isEmpty();
  }

  @Test
  void refusesDamagedBytesAndOtherFormats() {
    byte[] whole = Pictures.of(PictureFormat.PNG, 40, 30, 1).bytes();

    assertThat(decoder.decode(png(Arrays.copyOf(whole, 60)))).isEmpty();
    assertThat(decoder.decode(png(new byte[] {1, 2, 3}))).isEmpty();
    assertThat(decoder.decode(Picture.owning(PictureFormat.JPEG, 40, 30, whole))).isEmpty();
  }

  private static Picture png(byte[] bytes) {
    return Picture.owning(PictureFormat.PNG, 40, 30, bytes);
  }

  @Test
  void followsReferencesBelowItsFolderOnly() throws IOException {
    Path inside = Files.createDirectories(folder.resolve("pictures/hall"));
    byte[] bytes = Pictures.of(PictureFormat.PNG, 40, 30, 1).bytes();
    Files.write(inside.resolve("1.png"), bytes);
    Files.write(folder.resolve("secret.png"), bytes);
    PictureDecoder following = new PictureDecoder(Optional.of(folder.resolve("pictures")));

    assertThat(following.decode(at("hall/1.png"))).isPresent();
    assertThat(following.decode(at("hall/2.png"))).isEmpty();
    assertThat(following.decode(at("../secret.png"))).isEmpty();
    assertThat(following.decode(at(folder.resolve("secret.png").toString()))).isEmpty();
    assertThat(decoder.decode(at("hall/1.png"))).isEmpty();
  }

  private static Picture at(String reference) {
    return Picture.at(PictureFormat.PNG, 40, 30, reference);
  }
}
