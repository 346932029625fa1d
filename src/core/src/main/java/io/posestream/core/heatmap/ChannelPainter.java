package io.posestream.core.heatmap;

/** Paints what one channel shows of one pose. */
sealed interface ChannelPainter permits JointPainter, LimbPainter {
  /**
   * Paints one person in one frame.
   *
   * @param poses where the pose is
   * @param pose index of its first joint, see {@link PoseGrid#pose}
   * @param channel joint or limb
   * @param canvas what is painted on, by maximum
   */
  void paint(PoseGrid poses, int pose, int channel, Canvas canvas);
}
