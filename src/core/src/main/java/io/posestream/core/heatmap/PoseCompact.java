package io.posestream.core.heatmap;

import io.posestream.core.heatmap.Compaction.Beyond;

/** Crops the image to a padded box around everybody in all frames: PoseCompact of the reference. */
final class PoseCompact {
  /*
   * Precision follows NumPy 1 (spec 1.3): the extremes, their sum and difference are float32, the
   * box is computed in double and cut towards zero, the shift is float32 again. A coordinate of
   * exactly 0 marks an absent point, for x and y apart; scores have no say.
   */

  // Keeps the difference of two bounds in the range of int, whatever the coordinates.
  private static final double FARTHEST = 1 << 29;

  private final Compaction compaction;

  PoseCompact(Compaction compaction) {
    this.compaction = compaction;
  }

  void apply(PoseGrid poses) {
    float left = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < 2 * poses.points(); i += 2) {
      float x = numberAt(i, poses);
      float y = numberAt(i + 1, poses);
      // Comparisons that seldom hold cost less than minima.
      if (x != 0) {
        left = x < left ? x : left;
        right = x > right ? x : right;
      }
      if (y != 0) {
        top = y < top ? y : top;
        bottom = y > bottom ? y : bottom;
      }
    }
    // Without any point the differences are negative infinity.
    if (right - left < compaction.threshold() || bottom - top < compaction.threshold()) {
      return;
    }
    double centerX = (double) (right + left) / 2;
    double centerY = (double) (bottom + top) / 2;
    double halfWidth = (double) (right - left) / 2 * (1 + compaction.padding());
    double halfHeight = (double) (bottom - top) / 2 * (1 + compaction.padding());
    halfHeight = Math.max(compaction.heightRatio() * halfWidth, halfHeight);
    halfWidth = Math.max(1 / compaction.widthRatio() * halfHeight, halfWidth);
    boolean clamped = compaction.beyondImage() == Beyond.CLAMPED;
    cropTo(
        poses,
        truncate(clamped ? Math.max(0, centerX - halfWidth) : centerX - halfWidth),
        truncate(clamped ? Math.max(0, centerY - halfHeight) : centerY - halfHeight),
        truncate(clamped ? Math.min(poses.width, centerX + halfWidth) : centerX + halfWidth),
        truncate(clamped ? Math.min(poses.height, centerY + halfHeight) : centerY + halfHeight));
  }

  private static void cropTo(PoseGrid poses, int left, int top, int right, int bottom) {
    int width = right - left;
    int height = bottom - top;
    if (width < 1 || height < 1) {
      // Everybody is outside the image the box is clamped to. The reference fails here; we keep the
      // image, and nobody will be painted.
      return;
    }
    shift(poses, 0, left);
    shift(poses, 1, top);
    poses.crop =
        poses.crop.then(
            new CropQuadruple(
                (double) left / poses.width,
                (double) top / poses.height,
                (double) width / poses.width,
                (double) height / poses.height));
    poses.left += left;
    poses.top += top;
    poses.width = width;
    poses.height = height;
  }

  private static float numberAt(int i, PoseGrid poses) {
    if (Float.isNaN(poses.coordinates[i])) {
      poses.coordinates[i] = 0;
    }
    return poses.coordinates[i];
  }

  private static void shift(PoseGrid poses, int axis, int origin) {
    for (int i = axis; i < 2 * poses.points(); i += 2) {
      if (poses.coordinates[i] != 0) {
        poses.coordinates[i] -= origin;
      }
    }
  }

  private static int truncate(double bound) {
    return (int) Math.max(-FARTHEST, Math.min(FARTHEST, bound));
  }
}
