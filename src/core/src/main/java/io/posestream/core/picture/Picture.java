package io.posestream.core.picture;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What a frame carries of its picture: the encoded bytes, or a reference to where they lie.
 *
 * <p>{@link #toString} tells the size and nothing of the content, so that no log shows a person.
 * Immutable and thread-safe.
 */
public final class Picture {
  private static final int COLOURS = 3;
  private static final int LARGEST_SIDE = 65_535;

  private final PictureFormat format;
  private final int width;
  private final int height;
  private final byte[] bytes;
  private final String reference;

  private Picture(PictureFormat format, int width, int height, byte[] bytes, String reference) {
    this.format = format;
    this.width = width;
    this.height = height;
    this.bytes = bytes;
    this.reference = reference;
    if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
      throw new IllegalArgumentException(
          "expected a picture of 1..%d px a side, got %dx%d"
              .formatted(LARGEST_SIDE, width, height));
    }
  }

  /**
   * Creates a picture of its bytes.
   *
   * @param format of the bytes
   * @param width in pixels, 1..65535
   * @param height in pixels, 1..65535
   * @param bytes the caller gives the array away and does not touch it again
   * @throws IllegalArgumentException if the size is out of range, or there are not as many bytes as
   *     it needs
   */
  public static Picture owning(PictureFormat format, int width, int height, byte[] bytes) {
    Picture picture = new Picture(format, width, height, bytes, "");
    long raw = (long) COLOURS * width * height;
    if (bytes.length == 0 || (format == PictureFormat.RGB && bytes.length != raw)) {
      throw new IllegalArgumentException(
          "expected %s bytes of a %s picture of %dx%d px, got %d"
              .formatted(
                  format == PictureFormat.RGB ? raw : "some",
                  format.id(),
                  width,
                  height,
                  bytes.length));
    }
    return picture;
  }

  /**
   * Creates a picture that lies elsewhere.
   *
   * @param format of the bytes there
   * @param width in pixels, 1..65535
   * @param height in pixels, 1..65535
   * @param reference where it lies, not empty
   * @throws IllegalArgumentException if the size is out of range or the reference is empty
   */
  public static Picture at(PictureFormat format, int width, int height, String reference) {
    if (reference.isEmpty()) {
      throw new IllegalArgumentException("expected where the picture lies, got an empty reference");
    }
    return new Picture(format, width, height, new byte[0], reference);
  }

  /** Returns how the bytes are to be read. */
  public PictureFormat format() {
    return format;
  }

  /** Returns the width in pixels. */
  public int width() {
    return width;
  }

  /** Returns the height in pixels. */
  public int height() {
    return height;
  }

  /** Returns where the picture lies, if it is not here. */
  public Optional<String> reference() {
    return Optional.of(reference).filter(text -> !text.isEmpty());
  }

  /** Returns the number of bytes that are here; 0 for a reference. */
  public int length() {
    return bytes.length;
  }

  /** Returns a copy of the bytes; empty for a reference. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns this picture, which was a reference, with the bytes that were found there. */
  public Picture found(byte[] content) {
    return owning(format, width, height, content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picture that
        && format == that.format
        && width == that.width
        && height == that.height
        && reference.equals(that.reference)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(format, width, height, reference, Arrays.hashCode(bytes));
  }

  @Override
  public String toString() {
    return "Picture[%s, %dx%d px, %d bytes]".formatted(format.id(), width, height, bytes.length);
  }
}
