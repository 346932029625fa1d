package io.posestream.core.heatmap;

/** Cuts a square from the middle of the image: CenterCrop of the reference. */
final class CenterCrop {
  private final int side;

  CenterCrop(int side) {
    this.side = side;
  }

  void apply(PoseGrid poses) {
    int left = Math.floorDiv(poses.width - side, 2);
    int top = Math.floorDiv(poses.height - side, 2);
    // Absent points move as well, from (0, 0) to (-left, -top): the reference does so. It subtracts
    // in double and rounds to float32 before it paints.
    for (int i = 0; i < 2 * poses.points(); i += 2) {
      poses.coordinates[i] = (float) ((double) poses.coordinates[i] - left);
      poses.coordinates[i + 1] = (float) ((double) poses.coordinates[i + 1] - top);
    }
    poses.crop =
        poses.crop.then(
            new CropQuadruple(
                (double) left / poses.width,
                (double) top / poses.height,
                (double) side / poses.width,
                (double) side / poses.height));
    poses.height = side;
    poses.width = side;
  }
}
