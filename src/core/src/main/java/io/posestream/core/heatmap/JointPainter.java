package io.posestream.core.heatmap;

/** Paints joints as dots, as high as their score (spec 1.6.1). */
final class JointPainter implements ChannelPainter {
  private final Brush brush;
  private final float scaling;
  private final double scoreThreshold;

  JointPainter(Preprocessing preprocessing) {
    brush = new Brush(preprocessing.sigma());
    scaling = (float) preprocessing.scaling();
    scoreThreshold = preprocessing.dialect().scoreThreshold();
  }

  @Override
  public void paint(PoseGrid poses, int pose, int channel, Canvas canvas) {
    int joint = pose + channel;
    float score = poses.scores[joint];
    // Score 0 marks an absent joint: painting it would teach the model a ghost in the corner.
    if (score >= scoreThreshold) {
      brush.dot(canvas, poses.x(joint) * scaling, poses.y(joint) * scaling, score);
    }
  }
}
