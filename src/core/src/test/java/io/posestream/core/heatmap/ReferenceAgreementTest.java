package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.heatmap.Compaction.Beyond;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import java.nio.FloatBuffer;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

// Random pipelines and poses, many of them odd: the painters against a plain transcription.
class ReferenceAgreementTest {
  private static final int ROUNDS = 150;
  private static final double TOLERANCE = 1e-6;
  private static final float NEGLIGIBLE = 1e-30f;

  @ParameterizedTest
  @EnumSource
  void paintsWhatThePlainTranscriptionPaints(HeatmapStream stream) {
    Random random = new Random(20);
    for (int round = 0; round < ROUNDS; round++) {
      Preprocessing preprocessing = preprocessing(random);
      PoseSequence poses = poses(random, preprocessing.sampledFrames());
      VolumeBuilder builder = new VolumeBuilder(preprocessing, stream, KeypointLayout.COCO17);
      VolumeShape shape = builder.prepare(poses).volume();
      FloatBuffer painted = FloatBuffer.allocate((int) shape.size());

      builder.paint(painted, 0);

      ReferenceVolume reference = new ReferenceVolume(preprocessing, stream);
      assertAgrees(
          painted,
          reference.paint(poses, builder.finalCoordinates(), shape),
          "round %d: %s %s %s".formatted(round, preprocessing, poses, shape));
    }
  }

  private static void assertAgrees(FloatBuffer painted, float[][][][][] expected, String where) {
    double worst = 0;
    int ghosts = 0;
    int i = 0;
    for (float[][][][] view : expected) {
      for (float[][][] channel : view) {
        for (float[][] map : channel) {
          for (float[] row : map) {
            for (float value : row) {
              float found = painted.get(i++);
              worst = Math.max(worst, Math.abs(value - found));
              ghosts += (value == 0) != (found == 0) && value + found > NEGLIGIBLE ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(i).as(where).isEqualTo(painted.limit());
    assertThat(worst).as(where).isLessThanOrEqualTo(TOLERANCE);
    assertThat(ghosts).as(where).isZero();
  }

  private static Preprocessing preprocessing(Random random) {
    return new Preprocessing(
        random.nextBoolean() ? Dialect.MMACTION2 : Dialect.PYSKL,
        1 + random.nextInt(4),
        1 + random.nextInt(3),
        random.nextBoolean() ? Flip.MIRRORED : Flip.NONE,
        new Compaction(0.25, random.nextBoolean() ? 10 : 1e9, 1, 1, Beyond.ALLOWED),
        new ResizeRule.Exact(8 + random.nextInt(30), 8 + random.nextInt(30)),
        random.nextInt(3) == 0 ? OptionalInt.of(7 + random.nextInt(20)) : OptionalInt.empty(),
        0.4 + 1.1 * random.nextDouble(),
        random.nextInt(3) == 0 ? 2 : 1,
        random.nextInt(5) == 0 ? JointScores.IGNORED : JointScores.PEAK);
  }

  private static PoseSequence poses(Random random, int frames) {
    int persons = random.nextInt(6);
    int height = 60 + random.nextInt(300);
    int width = 60 + random.nextInt(300);
    // Half of the recordings hold small figures, whose limbs are shorter than a pixel.
    double spread = random.nextBoolean() ? 1.4 : 0.1;
    float[] coordinates = new float[persons * frames * 17 * 2];
    float[] scores = new float[persons * frames * 17];
    for (int i = 0; i < scores.length; i++) {
      coordinates[2 * i] = (float) (width * (spread * random.nextDouble() - 0.2));
      coordinates[2 * i + 1] = (float) (height * (spread * random.nextDouble() - 0.2));
      scores[i] = score(random);
      if (random.nextInt(12) == 0) {
        coordinates[2 * i] = 0;
        coordinates[2 * i + 1] = random.nextBoolean() ? 0 : coordinates[2 * i + 1];
      }
    }
    return new PoseSequence(persons, frames, 17, coordinates, scores, height, width);
  }

  private static float score(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      // Around the thresholds, 1e-4 and 1e-3.
      case 1 -> 0.002f * random.nextFloat();
      default -> random.nextFloat();
    };
  }
}
