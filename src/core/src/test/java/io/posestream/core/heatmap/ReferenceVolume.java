package io.posestream.core.heatmap;

import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.pose.PoseSequence;

/**
 * The volume painted slowly and plainly: spec/posec3d.md section 1.6 line by line, for tests.
 *
 * <p>It shares nothing with the painters but the final coordinates.
 */
final class ReferenceVolume {
  private static final int[][] LIMBS = {
    {0, 5}, {0, 6}, {5, 7}, {7, 9}, {6, 8}, {8, 10}, {5, 11}, {11, 13}, {13, 15}, {6, 12}, {12, 14},
    {14, 16}, {0, 1}, {0, 2}, {1, 3}, {2, 4}, {11, 12}
  };
  private static final int[] LEFT_LIMBS = {0, 2, 3, 6, 7, 8, 12, 14};
  private static final int[] RIGHT_LIMBS = {1, 4, 5, 9, 10, 11, 13, 15};
  private static final int[] LEFT_JOINTS = {1, 3, 5, 7, 9, 11, 13, 15};
  private static final int[] RIGHT_JOINTS = {2, 4, 6, 8, 10, 12, 14, 16};

  private final Preprocessing preprocessing;
  private final HeatmapStream stream;
  private final double eps;
  private final double sigma;

  ReferenceVolume(Preprocessing preprocessing, HeatmapStream stream) {
    this.preprocessing = preprocessing;
    this.stream = stream;
    this.eps = preprocessing.dialect().scoreThreshold();
    this.sigma = preprocessing.sigma();
  }

  /** Returns [views][channels][frames][height][width] of COCO-17 poses. */
  float[][][][][] paint(PoseSequence poses, float[] finalCoordinates, VolumeShape shape) {
    int clips = preprocessing.clips();
    int length = preprocessing.clipLength();
    float[][][][][] volume = new float[shape.views()][17][length][shape.height()][shape.width()];
    for (int clip = 0; clip < clips; clip++) {
      for (int channel = 0; channel < 17; channel++) {
        for (int t = 0; t < length; t++) {
          for (int person = 0; person < poses.persons(); person++) {
            Pose pose = new Pose(poses, finalCoordinates, person, clip * length + t);
            draw(volume[clip][channel][t], pose, channel);
          }
        }
      }
    }
    if (preprocessing.flip() == Flip.MIRRORED) {
      for (int clip = 0; clip < clips; clip++) {
        mirror(volume[clip], volume[clips + clip]);
      }
    }
    return volume;
  }

  private void draw(float[][] map, Pose pose, int channel) {
    if (stream == HeatmapStream.JOINT) {
      drawJoint(map, pose.x(channel), pose.y(channel), pose.score(channel));
    } else {
      drawLimb(map, pose, LIMBS[channel][0], LIMBS[channel][1]);
    }
  }

  private void drawJoint(float[][] map, float mx, float my, float c) {
    if ((double) c < eps) {
      return;
    }
    double r = 3 * sigma;
    for (int y = Math.max((int) (my - r), 0); y < Math.min((int) (my + r) + 1, map.length); y++) {
      for (int x = Math.max((int) (mx - r), 0);
          x < Math.min((int) (mx + r) + 1, map[0].length);
          x++) {
        float dx = (float) x - mx;
        float dy = (float) y - my;
        float d = dx * dx + dy * dy;
        float e = (-d / 2) / (float) (sigma * sigma);
        float g = (float) Math.exp(e);
        float p = g * c;
        map[y][x] = Math.max(map[y][x], p);
      }
    }
  }

  private void drawLimb(float[][] map, Pose pose, int a, int b) {
    float c = Math.min(pose.score(a), pose.score(b));
    if ((double) c < eps) {
      return;
    }
    float ax = pose.x(a);
    float ay = pose.y(a);
    float bx = pose.x(b);
    float by = pose.y(b);
    double lengthSquared =
        (double) (ax - bx) * (double) (ax - bx) + (double) (ay - by) * (double) (ay - by);
    double r = 3 * sigma;
    int x0 = Math.max((int) (Math.min(ax, bx) - r), 0);
    int x1 = Math.min((int) (Math.max(ax, bx) + r) + 1, map[0].length);
    int y0 = Math.max((int) (Math.min(ay, by) - r), 0);
    int y1 = Math.min((int) (Math.max(ay, by) + r) + 1, map.length);
    if (x0 >= x1 || y0 >= y1) {
      return;
    }
    if (lengthSquared < 1) {
      drawJoint(map, ax, ay, pose.score(a));
      return;
    }
    for (int y = y0; y < y1; y++) {
      for (int x = x0; x < x1; x++) {
        float da = (x - ax) * (x - ax) + (y - ay) * (y - ay);
        float db = (x - bx) * (x - bx) + (y - by) * (y - by);
        float q = ((da - db) + (float) lengthSquared) / 2 / (float) lengthSquared;
        float px = ax + q * (bx - ax);
        float py = ay + q * (by - ay);
        float dl = (x - px) * (x - px) + (y - py) * (y - py);
        double d = q <= 0 ? da : q >= 1 ? db : dl;
        double p = Math.exp(-d / 2 / (sigma * sigma)) * c;
        map[y][x] = (float) Math.max(map[y][x], p);
      }
    }
  }

  private void mirror(float[][][][] view, float[][][][] mirrored) {
    for (int channel = 0; channel < 17; channel++) {
      int source = swapped(channel);
      for (int t = 0; t < view[0].length; t++) {
        for (int y = 0; y < view[0][0].length; y++) {
          int width = view[0][0][0].length;
          for (int x = 0; x < width; x++) {
            mirrored[channel][t][y][x] = view[source][t][y][width - 1 - x];
          }
        }
      }
    }
  }

  private int swapped(int channel) {
    int[] left = stream == HeatmapStream.JOINT ? LEFT_JOINTS : LEFT_LIMBS;
    int[] right = stream == HeatmapStream.JOINT ? RIGHT_JOINTS : RIGHT_LIMBS;
    for (int i = 0; i < left.length; i++) {
      if (left[i] == channel) {
        return right[i];
      }
      if (right[i] == channel) {
        return left[i];
      }
    }
    return channel;
  }

  /** One person in one frame, in heatmap pixels. */
  private final class Pose {
    private final PoseSequence poses;
    private final float[] coordinates;
    private final int person;
    private final int frame;

    Pose(PoseSequence poses, float[] coordinates, int person, int frame) {
      this.poses = poses;
      this.coordinates = coordinates;
      this.person = person;
      this.frame = frame;
    }

    float x(int joint) {
      return coordinates[2 * point(joint)] * (float) preprocessing.scaling();
    }

    float y(int joint) {
      return coordinates[2 * point(joint) + 1] * (float) preprocessing.scaling();
    }

    float score(int joint) {
      return preprocessing.jointScores() == Preprocessing.JointScores.IGNORED
          ? 1
          : poses.score(person, frame, joint);
    }

    private int point(int joint) {
      return (person * poses.frames() + frame) * 17 + joint;
    }
  }
}
