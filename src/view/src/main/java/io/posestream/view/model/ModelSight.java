package io.posestream.view.model;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ClassActivation;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import java.nio.FloatBuffer;
import java.util.List;

/** Paints what a model sees of a clip, and maps one of the model's answers onto it. */
public final class ModelSight {
  private ModelSight() {}

  /**
   * Runs the model on one clip.
   *
   * @param poses sampled, in the model's layout and length
   * @param model that is open
   * @param stream which heatmaps to paint
   * @param label the action to look for; of an unknown one there is no activation
   */
  public static Sight of(
      PoseSequence poses, ActionModel model, HeatmapStream stream, String label) {
    ModelDescription description = model.description();
    VolumeBuilder builder =
        new VolumeBuilder(description.preprocessing(), stream, description.layout());
    Volume heat = heat(builder, poses);
    ClipScores scores = model.score(List.of(poses)).get(0);
    int index = description.labelNames().indexOf(label);
    return new Sight(
        heat,
        activation(scores, index),
        builder.cropQuadruple(),
        index < 0 ? 0 : scores.byClass().of(index));
  }

  // All joints or limbs of the first view in one picture.
  private static Volume heat(VolumeBuilder builder, PoseSequence poses) {
    VolumeShape shape = builder.prepare(poses).volume();
    FloatBuffer volume = FloatBuffer.allocate(Math.toIntExact(shape.size()));
    builder.paint(volume, 0);
    float[] brightest = new float[shape.frames() * shape.height() * shape.width()];
    for (int channel = 0; channel < shape.channels(); channel++) {
      int from = shape.offset(0, channel, 0, 0, 0);
      for (int i = 0; i < brightest.length; i++) {
        brightest[i] = Math.max(brightest[i], volume.get(from + i));
      }
    }
    return new Volume(shape.frames(), shape.height(), shape.width(), brightest);
  }

  private static Volume activation(ClipScores scores, int label) {
    if (label < 0 || scores.activation().isEmpty()) {
      return Volume.NONE;
    }
    ClassActivation map = scores.activation().get();
    float[] values = new float[map.frames() * map.height() * map.width()];
    for (int i = 0; i < values.length; i++) {
      int x = i % map.width();
      int y = i / map.width() % map.height();
      values[i] = map.at(label, i / map.width() / map.height(), y, x);
    }
    return new Volume(map.frames(), map.height(), map.width(), values);
  }
}
