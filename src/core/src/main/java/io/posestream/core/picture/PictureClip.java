package io.posestream.core.picture;

import java.util.List;

/**
 * The decoded pictures of a clip, in the order in which a model takes them.
 *
 * @param images of one size, one view after the other; where pictures are few one stands for
 *     several
 */
public record PictureClip(List<PixelImage> images) {
  /**
   * Copies the list in.
   *
   * @throws IllegalArgumentException if there is no image or their sizes differ
   */
  public PictureClip {
    images = List.copyOf(images);
    if (images.isEmpty()) {
      throw new IllegalArgumentException("expected the pictures of a clip, got none");
    }
    PixelImage first = images.get(0);
    if (!images.stream().allMatch(first::hasSizeOf)) {
      throw new IllegalArgumentException("expected pictures of one size, got " + images);
    }
  }

  /** Returns the width of every picture in pixels. */
  public int width() {
    return images.get(0).width();
  }

  /** Returns the height of every picture in pixels. */
  public int height() {
    return images.get(0).height();
  }
}
