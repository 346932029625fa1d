package io.posestream.estimator.picture;

import io.posestream.core.picture.PictureFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes JPEGs of pictures that are to be sent, each within a bound of bytes.
 *
 * <p>Stateless and thread-safe.
 */
public final class JpegEncoder {
  private static final String JPEG = PictureFormat.JPEG.id();
  private static final double LOWEST_QUALITY = 0.2;
  private static final double QUALITY_STEP = 0.75;

  private JpegEncoder() {}

  /**
   * Encodes a picture. Where it would exceed the bound its quality is lowered, and then its size.
   *
   * @param picture in the size in which it is to be sent
   * @param settings quality and bound
   * @return a JPEG of at most {@link SentPictures#mostBytes}
   */
  public static io.posestream.core.picture.Picture encode(Picture picture, SentPictures settings) {
    Picture tried = picture;
    double quality = settings.quality();
    byte[] jpeg = jpeg(tried, quality);
    while (jpeg.length > settings.mostBytes()) {
      if (quality > LOWEST_QUALITY) {
        quality *= QUALITY_STEP;
      } else {
        tried = tried.withLongSide(Math.max(1, longSide(tried.size()) / 2));
      }
      jpeg = jpeg(tried, quality);
    }
    return io.posestream.core.picture.Picture.owning(
        PictureFormat.JPEG, tried.size().width(), tried.size().height(), jpeg);
  }

  private static int longSide(PictureSize size) {
    return Math.max(size.width(), size.height());
  }

  private static byte[] jpeg(Picture picture, double quality) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(JPEG).next();
    // In memory: ImageIO's own choice would be a file.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality((float) quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image(picture), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage image(Picture picture) {
    int width = picture.size().width();
    int height = picture.size().height();
    byte[] rgb = picture.rgb();
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      int at = Picture.CHANNELS * i;
      pixels[i] = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    return image;
  }
}
