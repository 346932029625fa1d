package io.posestream.core.heatmap;

/** Scales the image, and the poses with it: Resize of the reference. */
final class Resize {
  /*
   * The new size is computed in double; the factors are float32 quotients of whole sizes, so that
   * width and height may scale a little differently (spec 1.4).
   */

  private final ResizeRule rule;

  Resize(ResizeRule rule) {
    this.rule = rule;
  }

  void apply(PoseGrid poses) {
    if (rule instanceof ResizeRule.ShortSide shortSide) {
      double factor = (double) shortSide.side() / Math.min(poses.height, poses.width);
      resize(poses, (int) (poses.height * factor + 0.5), (int) (poses.width * factor + 0.5));
    } else if (rule instanceof ResizeRule.Exact exact) {
      resize(poses, exact.height(), exact.width());
    }
  }

  private static void resize(PoseGrid poses, int height, int width) {
    float factorX = (float) ((double) width / poses.width);
    float factorY = (float) ((double) height / poses.height);
    for (int i = 0; i < 2 * poses.points(); i += 2) {
      poses.coordinates[i] *= factorX;
      poses.coordinates[i + 1] *= factorY;
    }
    poses.height = height;
    poses.width = width;
  }
}
