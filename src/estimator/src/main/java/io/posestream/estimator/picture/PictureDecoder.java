package io.posestream.estimator.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes picture files that Java knows: JPEG, PNG, GIF, BMP.
 *
 * <p>Needs no FFmpeg. Thread-safe.
 */
public final class PictureDecoder {
  // A small file may claim to be a huge picture, which would take all memory.
  private static final long MOST_PIXELS = 100_000_000;

  private PictureDecoder() {}

  /**
   * Decodes a picture.
   *
   * @param file the bytes of a picture file
   * @return the picture in the size in which it was taken, upright as its Exif data says
   * @throws IOException if it is no picture, is cut off, or has more than 100 million pixels
   */
  public static Picture decode(byte[] file) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(
            "expected a JPEG, PNG, GIF or BMP picture, got %d bytes of something else"
                .formatted(file.length));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return Exif.orientation(file).upright(read(reader));
      } finally {
        reader.dispose();
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // What the JDK's readers throw at files that are damaged in some ways.
      throw new IOException("expected a picture, got a damaged one: " + e.getMessage(), e);
    }
  }

  private static Picture read(ImageReader reader) throws IOException {
    PictureSize size = new PictureSize(reader.getWidth(0), reader.getHeight(0));
    if ((long) size.width() * size.height() > MOST_PIXELS) {
      throw new IOException(
          "expected a picture of up to %d pixels, got %s".formatted(MOST_PIXELS, size));
    }
    BufferedImage image = reader.read(0);
    return new Picture(size, size, rgb(image, size));
  }

  private static byte[] rgb(BufferedImage image, PictureSize size) {
    byte[] rgb = new byte[Picture.CHANNELS * size.width() * size.height()];
    int[] row = new int[size.width()];
    int out = 0;
    for (int y = 0; y < size.height(); y++) {
      image.getRGB(0, y, size.width(), 1, row, 0, size.width());
      for (int pixel : row) {
        rgb[out++] = (byte) (pixel >> 16);
        rgb[out++] = (byte) (pixel >> 8);
        rgb[out++] = (byte) pixel;
      }
    }
    return rgb;
  }
}
