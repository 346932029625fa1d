package io.posestream.onnx.session;

import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.PicturedPoses;
import io.posestream.core.picture.PictureClip;
import io.posestream.core.picture.PixelImage;
import io.posestream.core.pose.PoseSequence;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;

/** Made-up poses to warm up and to time a model with: people in a row, each swaying a little. */
public final class SyntheticClip {
  private static final int IMAGE_HEIGHT = 1080;
  private static final int IMAGE_WIDTH = 1920;
  private static final float SCORE = 0.9f;

  private SyntheticClip() {}

  /** Returns a clip as the model takes it, with grey pictures if it takes pictures. */
  public static PicturedPoses pictured(int persons, ModelDescription model) {
    return new PicturedPoses(of(persons, model), pictures(model));
  }

  private static Optional<PictureClip> pictures(ModelDescription model) {
    int views = model.preprocessing().views();
    return model
        .preprocessing()
        .pictures()
        .map(taken -> new PictureClip(Collections.nCopies(views * taken.clipLength(), grey())));
  }

  private static PixelImage grey() {
    byte[] pixels = new byte[3 * IMAGE_WIDTH * IMAGE_HEIGHT];
    Arrays.fill(pixels, (byte) 128);
    return PixelImage.owning(IMAGE_WIDTH, IMAGE_HEIGHT, pixels);
  }

  /** Returns the poses of a clip as the model takes it. */
  public static PoseSequence of(int persons, ModelDescription model) {
    int frames = model.preprocessing().sampledFrames();
    int joints = model.layout().joints();
    float[] coordinates = new float[2 * persons * frames * joints];
    float[] scores = new float[persons * frames * joints];
    int point = 0;
    for (int person = 0; person < persons; person++) {
      double centre = (person + 0.5) * IMAGE_WIDTH / persons;
      for (int frame = 0; frame < frames; frame++) {
        for (int joint = 0; joint < joints; joint++) {
          double phase = 0.3 * frame + 1.7 * joint + person;
          coordinates[2 * point] = (float) (centre + 60 * Math.sin(phase));
          coordinates[2 * point + 1] =
              (float) (300 + 500.0 * joint / joints + 15 * Math.cos(phase));
          scores[point++] = SCORE;
        }
      }
    }
    return new PoseSequence(
        persons, frames, joints, coordinates, scores, IMAGE_HEIGHT, IMAGE_WIDTH);
  }
}
