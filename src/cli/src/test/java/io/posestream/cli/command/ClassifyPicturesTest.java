package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseSequence;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
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

  @Test
  void takesAVideoForAFolder() throws IOException {
    Path folderOfFrames = jpegs(FRAMES, 0xE01010);
    CommandRun frames = classify(folderOfFrames);
    CommandRun video = classify(video(folderOfFrames));
    CommandRun other = classify(video(jpegs(FRAMES, 0x1010E0)));

    assertThat(video.exitCode()).as(video.err()).isZero();
    // FFmpeg and Java decode a JPEG to within a level or two.
    assertThat(probabilities(video)).containsExactly(probabilities(frames), Offset.offset(0.02));
    assertThat(video.outLines()).isNotEqualTo(other.outLines());
  }

  @Test
  void refusesAVideoOfAnotherLength() throws IOException {
    CommandRun run = classify(video(jpegs(FRAMES + 2, 0)));

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("expected a picture for each of the 20 frames of clip, got 22");
  }

  @Test
  void refusesPicturesThatAreNotThere() {
    CommandRun run = classify(folder.resolve("nowhere"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--pictures: expected a folder or a video");
  }

  // By label, in the order of their names.
  private static double[] probabilities(CommandRun run) {
    return Pattern.compile("(\\w+) (0\\.\\d+|1\\.0+)")
        .matcher(run.out())
        .results()
        .sorted(Comparator.comparing(found -> found.group(1)))
        .mapToDouble(found -> Double.parseDouble(found.group(2)))
        .toArray();
  }

  private Path jpegs(int count, int rgb) throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("jpegs-%d-%x".formatted(count, rgb)));
    for (int i = 0; i < count; i++) {
      ImageIO.write(image(rgb), "jpg", pictures.resolve("%03d.jpg".formatted(i)).toFile());
    }
    return pictures;
  }

  /** The JPEGs of a folder one after the other, which FFmpeg takes for a video. */
  private static Path video(Path pictures) throws IOException {
    Path video = pictures.resolveSibling(pictures.getFileName() + ".mjpeg");
    try (OutputStream out = Files.newOutputStream(video);
        Stream<Path> files = Files.list(pictures)) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, out);
      }
    }
    return video;
  }

  private static BufferedImage image(int rgb) {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 320 * 240; i++) {
      image.setRGB(i % 320, i / 320, rgb);
    }
    return image;
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
    for (int i = 0; i < count; i++) {
      ImageIO.write(image(rgb), "png", pictures.resolve("%03d.png".formatted(i)).toFile());
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
