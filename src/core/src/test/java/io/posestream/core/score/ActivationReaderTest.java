package io.posestream.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ClassActivation;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.DescribedModels;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.PoseSequence;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two people stand left and right; maps have two cells in time and two across. */
class ActivationReaderTest {
  private static final int FRAMES = 4;
  private static final int JOINTS = 17;
  private static final ModelDescription MODEL =
      DescribedModels.of(
          "m",
          FRAMES,
          new ActionLabel("fall", Set.of(Scope.SCENE)),
          new ActionLabel("other", Set.of(Scope.SCENE)));

  private final ActivationReader reader = new ActivationReader(MODEL);

  private static PoseSequence leftAndRight() {
    float[] coordinates = new float[2 * 2 * FRAMES * JOINTS];
    float[] scores = new float[2 * FRAMES * JOINTS];
    for (int i = 0; i < scores.length; i++) {
      boolean left = i < FRAMES * JOINTS;
      coordinates[2 * i] = (left ? 100 : 500) + i % JOINTS;
      coordinates[2 * i + 1] = 100 + 20 * (i % JOINTS);
      scores[i] = 1;
    }
    return new PoseSequence(2, FRAMES, JOINTS, coordinates, scores, 480, 640);
  }

  /** Fall on one side in the second half of the clip; nothing of other. */
  private static ClassActivation fallLate(int side) {
    float[] values = new float[2 * 2 * 2 * 2];
    values[4 + side] = 10;
    values[6 + side] = 10;
    VolumeBuilder painter =
        new VolumeBuilder(MODEL.preprocessing(), HeatmapStream.JOINT, MODEL.layout());
    painter.prepare(leftAndRight());
    return new ClassActivation(2, 2, 2, 2, values).covering(painter.cropQuadruple());
  }

  @Test
  void givesTheShareToWhomeverTheMapShows() {
    for (int side : new int[] {0, 1}) {
      ClipScores scores = new ClipScores(new float[] {0.8f, 0.2f}, fallLate(side));

      float[] shares = reader.read(leftAndRight(), scores).get(0).shares();

      assertThat(shares[side]).isGreaterThan(0.7f);
      assertThat(shares[0] + shares[1]).isBetween(0.999f, 1.001f);
    }
  }

  @Test
  void tellsWhenInTheClipItWasSeen() {
    LabelEvidence fall =
        reader.read(leftAndRight(), new ClipScores(new float[] {0.8f, 0.2f}, fallLate(0))).get(0);

    assertThat(fall.label()).isZero();
    assertThat(fall.from()).isEqualTo(0.5);
    assertThat(fall.until()).isEqualTo(1);
  }

  @Test
  void saysNothingOfUnlikelyClassesOrOfTheRejectLabel() {
    assertThat(reader.read(leftAndRight(), new ClipScores(new float[] {0.1f, 0.9f}, fallLate(0))))
        .isEmpty();
  }

  @Test
  void saysNothingWithoutAMap() {
    assertThat(reader.read(leftAndRight(), new ClipScores(new float[] {0.8f, 0.2f}, null)))
        .isEmpty();
  }
}
