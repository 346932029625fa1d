package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseSequence;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// With the small bundle of the tests of onnx, whose weights are random.
class ClassifyPicturesTest {
  private static final int FRAMES = 20;
  private static final String MODEL = "../onnx/src/test/resources/tiny-pictures";

  private final Path folder;
  private final Path clip;

  ClassifyPicturesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.clip = ClipJson.write(poses(), ClipJson.Scores.WRITTEN, folder.resolve("clip.json"));
  }

  @Test
  void showsTheModelAPictureForEachFrame() throws IOException {
    CommandRun red = classify(pictures("red", FRAMES, 0xE01010));
    CommandRun blue = classify(pictures("blue", FRAMES, 0x1010E0));
    CommandRun without =
        CommandRun.of("classify", clip.toString(), "--model", MODEL, "--device", "cpu");

    assertThat(red.err()).isEmpty();
    assertThat(red.exitCode()).isZero();
    assertThat(red.outLines()).isNotEqualTo(blue.outLines());
    assertThat(without.outLines()).isNotEqualTo(red.outLines());
  }

  @Test
  void refusesAFolderThatLacksPictures() throws IOException {
    CommandRun run = classify(pictures("few", FRAMES - 1, 0));

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("expected a .jpg or .png for each of the 20 frames of clip");
  }

  private CommandRun classify(Path pictures) {
    return CommandRun.of(
        "classify",
        clip.toString(),
        "--model",
        MODEL,
        "--device",
        "cpu",
        "--pictures",
        pictures.toString());
  }

  private Path pictures(String name, int count, int rgb) throws IOException {
    Path pictures = Files.createDirectory(folder.resolve(name));
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 320 * 240; i++) {
      image.setRGB(i % 320, i / 320, rgb);
    }
    for (int i = 0; i < count; i++) {
      ImageIO.write(image, "png", pictures.resolve("%03d.png".formatted(i)).toFile());
    }
    return pictures;
  }

  private static PoseSequence poses() {
    float[] coordinates = new float[2 * FRAMES * 17];
    float[] scores = new float[FRAMES * 17];
    for (int i = 0; i < scores.length; i++) {
      coordinates[2 * i] = 100 + 5 * (i % 17) + i / 17;
      coordinates[2 * i + 1] = 60 + 10 * (i % 17);
      scores[i] = 0.9f;
    }
    return new PoseSequence(1, FRAMES, 17, coordinates, scores, 240, 320);
  }
}
