package io.posestream.core.heatmap;

/**
 * Paints limbs as ridges along the segment between two joints, as high as the lower of their scores
 * (spec 1.6.3).
 *
 * <p>Mutable scratch inside, for one thread.
 */
final class LimbPainter implements ChannelPainter {
  /*
   * For each pixel p of the segment's bounding box, widened by 3 sigma, the squared distance d from
   * p to the segment a-b:
   *
   *   q = (|p-a|^2 - |p-b|^2 + |a-b|^2) / 2 / |a-b|^2   place on the line, 0 at a and 1 at b
   *   d = |p-a|^2 if q <= 0, |p-b|^2 if q >= 1, else |p - (a + q (b-a))|^2
   *   pixel = exp(-d / 2 / sigma^2) * min(score a, score b)
   *
   * q cancels badly, so its float32 roundings show in the sixth digit of the pixel: every step up
   * to d is float32 in the reference's order, and only what follows is double.
   */

  private final Brush brush;
  private final int[][] limbs;
  private final double radius;
  private final double variance;
  private final float scaling;
  private final double scoreThreshold;
  private float[] profile = new float[0];

  LimbPainter(Preprocessing preprocessing, int[][] limbs) {
    this.limbs = limbs;
    brush = new Brush(preprocessing.sigma());
    radius = 3 * preprocessing.sigma();
    variance = preprocessing.sigma() * preprocessing.sigma();
    scaling = (float) preprocessing.scaling();
    scoreThreshold = preprocessing.dialect().scoreThreshold();
  }

  @Override
  public void paint(PoseGrid poses, int pose, int channel, Canvas canvas) {
    int a = pose + limbs[channel][0];
    int b = pose + limbs[channel][1];
    float score = Math.min(poses.scores[a], poses.scores[b]);
    if (score < scoreThreshold) {
      return;
    }
    float ax = poses.x(a) * scaling;
    float ay = poses.y(a) * scaling;
    float bx = poses.x(b) * scaling;
    float by = poses.y(b) * scaling;
    double lengthSquared = square((double) (ax - bx)) + square((double) (ay - by));
    if (lengthSquared < 1) {
      // The reference paints joint a in place of so short a limb, and by its own score.
      brush.dot(canvas, ax, ay, poses.scores[a]);
    } else {
      ridge(canvas, ax, ay, bx, by, (float) lengthSquared, score);
    }
  }

  private void ridge(
      Canvas canvas, float ax, float ay, float bx, float by, float lengthSquared, float score) {
    int left = Math.max((int) (Math.min(ax, bx) - radius), 0);
    int right = Math.min((int) (Math.max(ax, bx) + radius) + 1, canvas.width());
    int top = Math.max((int) (Math.min(ay, by) - radius), 0);
    int bottom = Math.min((int) (Math.max(ay, by) + radius) + 1, canvas.height());
    if (profile.length < canvas.width()) {
      profile = new float[canvas.width()];
    }
    if (left >= right || top >= bottom) {
      return;
    }
    canvas.touch(top, bottom);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        float toA = square(x - ax) + square(y - ay);
        float toB = square(x - bx) + square(y - by);
        float along = ((toA - toB) + lengthSquared) / 2 / lengthSquared;
        float distance;
        if (along <= 0) {
          distance = toA;
        } else if (along >= 1) {
          distance = toB;
        } else {
          float footX = ax + along * (bx - ax);
          float footY = ay + along * (by - ay);
          distance = square(x - footX) + square(y - footY);
        }
        float value = (float) (Falloff.of(distance / 2.0 / variance) * score);
        // A comparison lets no NaN in.
        profile[x - left] = value > 0 ? value : 0;
      }
      canvas.raise(y, left, right, profile, 1);
    }
  }

  private static float square(float value) {
    return value * value;
  }

  private static double square(double value) {
    return value * value;
  }
}
