package io.posestream.estimator.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureDecoderTest {
  @Test
  void readsRedGreenAndBlueInThatOrder() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, new Color(10, 20, 30).getRGB());
    image.setRGB(1, 0, new Color(200, 210, 220).getRGB());

    assertThat(PictureDecoder.decode(file(image, "png")).rgb())
        .containsExactly(10, 20, 30, (byte) 200, (byte) 210, (byte) 220);
  }

  @Test
  void readsPicturesOfOddSizes() throws IOException {
    BufferedImage image = new BufferedImage(37, 53, BufferedImage.TYPE_BYTE_GRAY);

    Picture picture = PictureDecoder.decode(file(image, "jpg"));

    assertThat(picture.size()).isEqualTo(new PictureSize(37, 53));
    assertThat(picture.taken()).isEqualTo(new PictureSize(37, 53));
  }

  @Test
  void turnsPicturesAsTheirExifSays() throws IOException {
    BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
    image.createGraphics().fillRect(0, 0, 16, 16);

    Picture picture = PictureDecoder.decode(withExif(file(image, "jpg"), 6));

    assertThat(picture.taken()).isEqualTo(new PictureSize(16, 32));
    assertThat(picture.rgb()[0] & 0xff).as("above").isGreaterThan(200);
    assertThat(picture.rgb()[picture.rgb().length - 1] & 0xff).as("below").isLessThan(50);
  }

  // Behind the start of the file: a segment of Exif with one tag, the orientation.
  private static byte[] withExif(byte[] jpeg, int orientation) {
    ByteBuffer segment = ByteBuffer.allocate(36);
    segment.putShort((short) 0xffe1).putShort((short) 34);
    segment.put("Exif\0\0MM\0*".getBytes(ISO_8859_1)).putInt(8).putShort((short) 1);
    segment.putShort((short) 0x112).putShort((short) 3).putInt(1);
    segment.putShort((short) orientation).putShort((short) 0).putInt(0);
    return ByteBuffer.allocate(jpeg.length + segment.capacity())
        .put(jpeg, 0, 2)
        .put(segment.array())
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertThatThrownBy(() -> PictureDecoder.decode(new byte[] {'h', 'e', 'l', 'l', 'o'}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a JPEG, PNG, GIF or BMP picture, got 5 bytes");
  }

  @Test
  void refusesAPictureThatIsCutOff() throws IOException {
    byte[] whole = file(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png");

    assertThatThrownBy(() -> PictureDecoder.decode(Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void refusesASmallFileThatClaimsToBeAHugePicture() throws IOException {
    byte[] file = file(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png");
    // Width and height in the header, 100,000 each.
    ByteBuffer.wrap(file).putInt(16, 100_000).putInt(20, 100_000);

    assertThatThrownBy(() -> PictureDecoder.decode(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("100000x100000");
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, format, file);
    return file.toByteArray();
  }
}
