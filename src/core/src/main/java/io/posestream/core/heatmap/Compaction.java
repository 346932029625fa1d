package io.posestream.core.heatmap;

/**
 * Parameters of PoseCompact: the crop around everybody that every clip gets.
 *
 * @param padding widening of the box on each side, as a share of its size
 * @param threshold smallest box side in pixels that is cropped to; below it the image is kept
 * @param heightRatio smallest height as a multiple of the width; a flatter box grows in height
 * @param widthRatio largest height as a multiple of the width; a taller box grows in width. With 1
 *     and 1 the box is square; with 0 and infinity it keeps its shape ({@code hw_ratio=None})
 * @param beyondImage whether the box may leave the image
 */
public record Compaction(
    double padding, double threshold, double heightRatio, double widthRatio, Beyond beyondImage) {
  /** Whether the box may leave the image. */
  public enum Beyond {
    /** The box may leave the image, as if it were padded ({@code allow_imgpad=True}). */
    ALLOWED,
    /** The box is clamped to the image. */
    CLAMPED
  }

  /** The reference's test-time parameters: padding .25, threshold 10, square, image padded. */
  public static final Compaction REFERENCE = new Compaction(0.25, 10, 1, 1, Beyond.ALLOWED);
}
