package io.posestream.flink.inference;

import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.picture.PixelImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Makes pixels of the pictures that frames carry, by the JDK's ImageIO.
 *
 * <p>A picture whose size is not as its frame says is not decoded: a few bytes could stand for more
 * pixels than there is memory. Thread-safe.
 */
public final class PictureDecoder {
  private static final long MOST_PIXELS = 1L << 24;
  private static final long MOST_BYTES = 1L << 24;

  private final Optional<Path> folder;

  /**
   * Creates a decoder.
   *
   * @param folder below which references lie; without it none is followed
   */
  public PictureDecoder(Optional<Path> folder) {
    this.folder = folder;
  }

  /** Returns the pixels; empty if they cannot be read or the size is not as it is said. */
  public Optional<PixelImage> decode(Picture picture) {
    if ((long) picture.width() * picture.height() > MOST_PIXELS) {
      return Optional.empty();
    }
    try {
      return picture.reference().isPresent()
          ? referred(picture, picture.reference().get())
          : pixels(picture);
    } catch (IOException | IllegalArgumentException e) {
      // Counted by the caller; the message could show a name of what the picture shows.
      return Optional.empty();
    }
  }

  private Optional<PixelImage> referred(Picture picture, String reference) throws IOException {
    Optional<Path> file = folder.flatMap(root -> below(root, reference));
    if (file.isEmpty() || Files.size(file.get()) > MOST_BYTES) {
      return Optional.empty();
    }
    return pixels(picture.found(Files.readAllBytes(file.get())));
  }

  private static Optional<Path> below(Path root, String reference) {
    try {
      Path real = root.toRealPath();
      Path file = real.resolve(reference).toRealPath();
      return file.startsWith(real) && Files.isRegularFile(file)
          ? Optional.of(file)
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<PixelImage> pixels(Picture picture) throws IOException {
    return picture.format() == PictureFormat.RGB
        ? Optional.of(PixelImage.owning(picture.width(), picture.height(), picture.bytes()))
        : decoded(picture).map(PictureDecoder::pixels);
  }

  private static Optional<BufferedImage> decoded(Picture picture) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(picture.format().id());
    ImageReader reader = readers.next();
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(picture.bytes()))) {
      reader.setInput(in, true, true);
      return reader.getWidth(0) == picture.width() && reader.getHeight(0) == picture.height()
          ? Optional.of(reader.read(0))
          : Optional.empty();
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      // What ImageIO makes of some damaged files.
      throw new IOException(e);
    } finally {
      reader.dispose();
    }
  }

  /** Returns the pixels of an image that is decoded already. */
  public static PixelImage pixels(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] pixels = new byte[PixelImage.COLOURS * width * height];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int rgb : row) {
        pixels[at++] = (byte) (rgb >> 16);
        pixels[at++] = (byte) (rgb >> 8);
        pixels[at++] = (byte) rgb;
      }
    }
    return PixelImage.owning(width, height, pixels);
  }
}
