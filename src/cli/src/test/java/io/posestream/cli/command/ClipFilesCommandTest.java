package io.posestream.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What classify says of files as people have them. */
class ClipFilesCommandTest {
  private static final String GOOD = line("good", 17, 1, 300);

  private final Path folder;

  ClipFilesCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void answersTheOthersIfOneLineIsBad() throws IOException {
    CommandRun run =
        classify("c.jsonl", GOOD + "\n{\"frame_dir\":\"bad\"}\n" + line("after", 17, 1, 200));

    assertThat(run.outLines()).hasSize(2);
    assertThat(run.outLines().get(0)).startsWith("good  ");
    assertThat(run.outLines().get(1)).startsWith("after  ");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines().get(0)).contains("c.jsonl line 2: keypoint: expected an array");
    assertThat(run.errLines().get(1)).contains("got 1 that cannot, see above; 2 answered");
  }

  @Test
  void answersTheOthersIfOneClipHasOtherJoints() throws IOException {
    CommandRun run = classify("c.json", "[%s,%s]".formatted(line("h", 26, 1, 300), GOOD));

    assertThat(run.outLines()).singleElement().asString().startsWith("good  ");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines().get(0)).contains("h: expected 17 joints (coco17), got 26", "halpe26");
  }

  @Test
  void answersAClipOfADeclaredLayoutAsThatOfItsCocoJoints() throws IOException {
    Path clip = Files.writeString(folder.resolve("h.json"), line("good", 26, 1, 300));

    CommandRun run = classify(clip, "--layout", "halpe26");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(classify("good.json", GOOD).out());
  }

  @Test
  void saysThatThereIsNobodyAndGivesNoLabel() throws IOException {
    CommandRun run = classify("zero.json", line("empty", 17, 0, 0));

    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines()).containsExactly("empty  nobody: no joint");
  }

  @Test
  void saysSoAsJson() throws IOException {
    Path clip = Files.writeString(folder.resolve("zero.json"), line("empty", 17, 0, 0));

    assertThat(classify(clip, "--json").outLines())
        .containsExactly("{\"frame_dir\":\"empty\",\"nobody\":true,\"top\":[]}");
  }

  @Test
  void refusesNormalisedCoordinatesAlsoALittleOutside() throws IOException {
    CommandRun run = classify("n.json", line("n", 17, 0.07, -0.05));

    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("n: expected pixel coordinates on an image of 1280x720");
  }

  @Test
  void saysHowManyJointsWereNoNumbers() throws IOException {
    CommandRun run = classify("nan.json", GOOD.replace("[301.0,301.0]", "[NaN,NaN]"));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("good: 8 joints are null or no numbers, and taken as absent");
  }

  @Test
  void saysWhatToDoWithAPickle() throws IOException {
    Path file = Files.write(folder.resolve("anno.pkl"), new byte[] {(byte) 0x80, 4, '.'});

    CommandRun run = classify(file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("got a Python pickle").contains("numpy.savez('clip.npz'");
  }

  private CommandRun classify(String name, String text) throws IOException {
    return classify(Files.write(folder.resolve(name), text.getBytes(UTF_8)));
  }

  private static CommandRun classify(Path clip, String... options) {
    return CommandRun.of(
        Stream.concat(
                Stream.of("classify", clip.toString(), "--model", CommandRun.SHIPPED),
                Stream.of(options))
            .toArray(String[]::new));
  }

  /** Somebody on a slope for eight frames: joint v lies at start + v * step in both directions. */
  private static String line(String name, int joints, double step, double start) {
    int frames = 8;
    float[] coordinates = new float[2 * frames * joints];
    float[] scores = new float[frames * joints];
    for (int i = 0; i < scores.length; i++) {
      coordinates[2 * i] = (float) (start + step * (i % joints));
      coordinates[2 * i + 1] = (float) (start + step * (i % joints));
      scores[i] = 1;
    }
    return ClipJson.line(
        name,
        new PoseSequence(1, frames, joints, coordinates, scores, 720, 1280),
        ClipJson.Scores.WRITTEN);
  }
}
