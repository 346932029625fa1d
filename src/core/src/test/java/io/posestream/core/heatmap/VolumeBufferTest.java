package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import java.nio.FloatBuffer;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VolumeBufferTest {
  private static final int FRAMES = 3;
  private static final int JOINTS = 17;

  @Test
  void holdsOneClipAfterAnotherWhateverWasThereBefore() {
    VolumeBuffer reused = VolumeBuffer.allocate(size(Flip.MIRRORED, 24));
    SplittableRandom random = new SplittableRandom(7);
    for (int clip = 0; clip < 40; clip++) {
      HeatmapStream stream = clip % 3 == 0 ? HeatmapStream.LIMB : HeatmapStream.JOINT;
      int side = clip < 20 ? 24 : 16;
      VolumeBuilder builder = builder(stream, clip % 2 == 0 ? Flip.NONE : Flip.MIRRORED, side);
      VolumeShape shape = builder.prepare(poses(1 + clip % 3, random)).volume();
      FloatBuffer fresh = FloatBuffer.allocate((int) shape.size());

      builder.paint(reused, 0);
      builder.paint(fresh, 0);

      assertThat(reused.values().slice(0, (int) shape.size())).isEqualTo(fresh);
    }
  }

  @Test
  void refusesAVolumeThatDoesNotLieOnItsMaps() {
    VolumeBuffer buffer = VolumeBuffer.allocate(size(Flip.MIRRORED, 24));
    VolumeBuilder builder = builder(HeatmapStream.JOINT, Flip.NONE, 24);
    builder.prepare(poses(1, new SplittableRandom(1)));

    assertThatThrownBy(() -> builder.paint(buffer, 5)).hasMessageContaining("got offset 5");
    assertThatThrownBy(() -> builder.paint(VolumeBuffer.allocate(24 * 24), 0))
        .hasMessageContaining("in 576 values");
  }

  private static int size(Flip flip, int side) {
    VolumeBuilder builder = builder(HeatmapStream.JOINT, flip, side);
    return (int) builder.prepare(poses(1, new SplittableRandom(1))).volume().size();
  }

  private static VolumeBuilder builder(HeatmapStream stream, Flip flip, int side) {
    return new VolumeBuilder(
        new Preprocessing(
            Dialect.PYSKL,
            FRAMES,
            1,
            flip,
            Compaction.REFERENCE,
            new ResizeRule.Exact(side, side),
            OptionalInt.empty(),
            0.6,
            1,
            JointScores.PEAK),
        stream,
        KeypointLayout.COCO17);
  }

  private static PoseSequence poses(int persons, SplittableRandom random) {
    float[] coordinates = new float[2 * persons * FRAMES * JOINTS];
    float[] scores = new float[persons * FRAMES * JOINTS];
    for (int i = 0; i < scores.length; i++) {
      coordinates[2 * i] = (float) random.nextDouble(640);
      coordinates[2 * i + 1] = (float) random.nextDouble(480);
      scores[i] = (float) random.nextDouble(-0.2, 1);
    }
    return new PoseSequence(persons, FRAMES, JOINTS, coordinates, scores, 480, 640);
  }
}
