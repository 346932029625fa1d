package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.heatmap.Compaction.Beyond;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VolumeBuilderTest {
  private static final int SIDE = 16;
  private static final Compaction NO_COMPACTION = new Compaction(0, 1e9, 1, 1, Beyond.ALLOWED);

  @Test
  void peaksWithTheScoreAtTheJoint() {
    VolumeBuilder builder = builder(Flip.NONE, HeatmapStream.JOINT);
    VolumeShape shape = builder.prepare(onePerson(0.75f)).volume();

    FloatBuffer volume = painted(builder, shape);

    assertThat(volume.get(shape.offset(0, 9, 1, 5, 3))).isEqualTo(0.75f);
    assertThat(volume.get(shape.offset(0, 9, 1, 5, 4)))
        .isCloseTo(0.75f * (float) Math.exp(-1 / 0.72), within(1e-6f));
    assertThat(volume.get(shape.offset(0, 9, 1, 5, 7))).isZero();
  }

  @Test
  void showsTheOtherHandInTheMirror() {
    VolumeBuilder builder = builder(Flip.MIRRORED, HeatmapStream.JOINT);
    VolumeShape shape = builder.prepare(onePerson(0.75f)).volume();

    FloatBuffer volume = painted(builder, shape);

    assertThat(volume.get(shape.offset(1, 10, 1, 5, SIDE - 1 - 3))).isEqualTo(0.75f);
    assertThat(volume.get(shape.offset(1, 9, 1, 5, SIDE - 1 - 3))).isZero();
  }

  @Test
  void leavesOutJointsBelowTheThreshold() {
    VolumeBuilder builder = builder(Flip.NONE, HeatmapStream.JOINT);
    VolumeShape shape = builder.prepare(onePerson(9e-5f)).volume();

    assertThat(painted(builder, shape).array()).containsOnly(0);
  }

  @Test
  void peaksWithOneIfScoresAreIgnored() {
    VolumeBuilder builder =
        new VolumeBuilder(
            preprocessing(Flip.NONE, JointScores.IGNORED),
            HeatmapStream.JOINT,
            KeypointLayout.COCO17);
    VolumeShape shape = builder.prepare(onePerson(0)).volume();

    assertThat(painted(builder, shape).get(shape.offset(0, 9, 1, 5, 3))).isEqualTo(1);
  }

  @Test
  void paintsNobodyAsZeros() {
    VolumeBuilder builder = builder(Flip.MIRRORED, HeatmapStream.JOINT);
    PoseSequence nobody = new PoseSequence(0, 2, 17, new float[0], new float[0], SIDE, SIDE);
    VolumeShape shape = builder.prepare(nobody).volume();

    assertThat(painted(builder, shape).array()).hasSize(2 * 17 * 2 * SIDE * SIDE).containsOnly(0);
  }

  @Test
  void forgetsTheRecordingBefore() {
    VolumeBuilder builder = builder(Flip.MIRRORED, HeatmapStream.LIMB);
    VolumeShape shape = builder.prepare(figure(0.5f, 3)).volume();
    FloatBuffer used = painted(builder, shape);
    builder.prepare(figure(0.25f, 1));

    builder.paint(used, 0);

    VolumeBuilder fresh = builder(Flip.MIRRORED, HeatmapStream.LIMB);
    fresh.prepare(figure(0.25f, 1));
    assertThat(used.array()).isEqualTo(painted(fresh, shape).array());
  }

  @Test
  void writesNothingBesideTheVolume() {
    VolumeBuilder builder = builder(Flip.NONE, HeatmapStream.JOINT);
    VolumeShape shape = builder.prepare(figure(0.5f, 2)).volume();
    int size = (int) shape.size();
    float[] values = new float[size + 20];
    Arrays.fill(values, -1);

    builder.paint(FloatBuffer.wrap(values), 10);

    assertThat(Arrays.copyOf(values, 10)).containsOnly(-1);
    assertThat(Arrays.copyOfRange(values, 10, 10 + size)).doesNotContain(-1f);
    assertThat(Arrays.copyOfRange(values, 10 + size, size + 20)).containsOnly(-1);
  }

  @Test
  void paintsADirectBufferLikeAnArray() {
    VolumeBuilder builder = builder(Flip.MIRRORED, HeatmapStream.JOINT);
    VolumeShape shape = builder.prepare(figure(0.5f, 2)).volume();
    FloatBuffer direct =
        ByteBuffer.allocateDirect(4 * (int) shape.size())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();

    builder.paint(direct, 0);

    assertThat(direct.equals(painted(builder, shape))).isTrue();
  }

  @Test
  void keepsTheImageWhenEverybodyIsBesideIt() {
    Compaction clamped = new Compaction(0.25, 10, 1, 1, Beyond.CLAMPED);
    PoseGrid poses = new PoseGrid();
    float[] coordinates = {-100, -100, -60, -60};
    poses.load(new PoseSequence(1, 1, 2, coordinates, new float[2], SIDE, SIDE), JointScores.PEAK);

    new PoseCompact(clamped).apply(poses);

    assertThat(poses.width).isEqualTo(SIDE);
    assertThat(poses.coordinates).isEqualTo(coordinates);
  }

  @Test
  void survivesCoordinatesThatAreNotNumbers() {
    for (HeatmapStream stream : HeatmapStream.values()) {
      VolumeBuilder builder = builder(Flip.NONE, stream);
      float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f, -3e38f, 5};
      float[] coordinates = new float[2 * 17 * 2];
      for (int i = 0; i < coordinates.length; i++) {
        coordinates[i] = odd[i % odd.length];
      }
      float[] scores = new float[2 * 17];
      Arrays.fill(scores, 0.5f);
      VolumeShape shape =
          builder.prepare(new PoseSequence(1, 2, 17, coordinates, scores, SIDE, SIDE)).volume();

      for (float value : painted(builder, shape).array()) {
        assertThat(value).isBetween(0f, 0.5f);
      }
    }
  }

  @Test
  void reportsTheSizesOnTheWay() {
    Preprocessing preprocessing =
        new Preprocessing(
            Dialect.MMACTION2,
            2,
            1,
            Flip.NONE,
            NO_COMPACTION,
            new ResizeRule.ShortSide(64),
            OptionalInt.of(56),
            0.6,
            2,
            JointScores.PEAK);
    VolumeBuilder builder =
        new VolumeBuilder(preprocessing, HeatmapStream.JOINT, KeypointLayout.COCO17);

    VolumeReport report =
        builder.prepare(new PoseSequence(0, 2, 17, new float[0], new float[0], 1080, 1920));

    assertThat(report)
        .isEqualTo(new VolumeReport(1080, 1920, 56, 56, new VolumeShape(1, 17, 2, 112, 112)));
    assertThat(builder.cropQuadruple())
        .isEqualTo(new CropQuadruple(29 / 114.0, 4 / 64.0, 56 / 114.0, 56 / 64.0));
  }

  @Test
  void paintsTheJointsOfOtherLayouts() {
    VolumeBuilder builder =
        new VolumeBuilder(
            preprocessing(Flip.MIRRORED, JointScores.PEAK),
            HeatmapStream.JOINT,
            KeypointLayout.BODY25);
    PoseSequence nobody = new PoseSequence(0, 2, 25, new float[0], new float[0], SIDE, SIDE);

    assertThat(builder.prepare(nobody).volume()).isEqualTo(new VolumeShape(2, 25, 2, SIDE, SIDE));
  }

  @Test
  void refusesLimbsOfOtherLayouts() {
    assertThatThrownBy(
            () ->
                new VolumeBuilder(
                    preprocessing(Flip.NONE, JointScores.PEAK),
                    HeatmapStream.LIMB,
                    KeypointLayout.BODY25))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected layout coco17, whose limbs are defined, got body25");
  }

  @Test
  void refusesAnotherNumberOfFrames() {
    VolumeBuilder builder = builder(Flip.NONE, HeatmapStream.JOINT);
    PoseSequence poses = new PoseSequence(0, 3, 17, new float[0], new float[0], SIDE, SIDE);

    assertThatThrownBy(() -> builder.prepare(poses))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 2 sampled frames (1 clips of 2), got 3");
  }

  @Test
  void refusesJointsOfAnotherLayout() {
    VolumeBuilder builder = builder(Flip.NONE, HeatmapStream.JOINT);
    PoseSequence poses = new PoseSequence(0, 2, 25, new float[0], new float[0], SIDE, SIDE);

    assertThatThrownBy(() -> builder.prepare(poses))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 17 joints for coco17, got 25");
  }

  @Test
  void refusesABufferThatIsTooSmall() {
    VolumeBuilder builder = builder(Flip.NONE, HeatmapStream.JOINT);
    VolumeShape shape = builder.prepare(onePerson(0.5f)).volume();
    FloatBuffer out = FloatBuffer.allocate((int) shape.size());

    assertThatThrownBy(() -> builder.paint(out, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected room for 8704 values")
        .hasMessageContaining("got 8703 from offset 1");
  }

  @Test
  void refusesToPaintBeforePoses() {
    VolumeBuilder builder = builder(Flip.NONE, HeatmapStream.JOINT);

    assertThatThrownBy(() -> builder.paint(FloatBuffer.allocate(0), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected prepare(..) before, got no poses yet");
  }

  private static VolumeBuilder builder(Flip flip, HeatmapStream stream) {
    return new VolumeBuilder(preprocessing(flip, JointScores.PEAK), stream, KeypointLayout.COCO17);
  }

  /** One clip of two frames, nothing cropped nor scaled. */
  private static Preprocessing preprocessing(Flip flip, JointScores jointScores) {
    return new Preprocessing(
        Dialect.MMACTION2,
        2,
        1,
        flip,
        NO_COMPACTION,
        new ResizeRule.Exact(SIDE, SIDE),
        OptionalInt.empty(),
        0.6,
        1,
        jointScores);
  }

  /** A left wrist at (3, 5) in the second frame, and nothing else. */
  private static PoseSequence onePerson(float score) {
    float[] coordinates = new float[2 * 17 * 2];
    float[] scores = new float[2 * 17];
    coordinates[2 * (17 + 9)] = 3;
    coordinates[2 * (17 + 9) + 1] = 5;
    scores[17 + 9] = score;
    return new PoseSequence(1, 2, 17, coordinates, scores, SIDE, SIDE);
  }

  /** Persons whose joints lie along a line. */
  private static PoseSequence figure(float score, int persons) {
    float[] coordinates = new float[persons * 2 * 17 * 2];
    float[] scores = new float[persons * 2 * 17];
    for (int i = 0; i < scores.length; i++) {
      coordinates[2 * i] = 0.9f * (i % 17);
      coordinates[2 * i + 1] = 1 + 0.4f * (i % 34);
      scores[i] = score;
    }
    return new PoseSequence(persons, 2, 17, coordinates, scores, SIDE, SIDE);
  }

  private static FloatBuffer painted(VolumeBuilder builder, VolumeShape shape) {
    FloatBuffer volume = FloatBuffer.allocate((int) shape.size());
    builder.paint(volume, 0);
    return volume;
  }
}
