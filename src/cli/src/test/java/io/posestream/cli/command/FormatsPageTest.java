package io.posestream.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.dialect.FrameDialect;
import io.posestream.formats.recording.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads each example of docs/formats.md with the command that stands below it. */
class FormatsPageTest {
  private static final Path PAGE = Path.of("../../docs/formats.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "```(json|text|base64) (\\S+)\\n(.*?)```\\s+```sh\\n\\./posestream (convert .*?)\\n```",
          Pattern.DOTALL);

  private final Path folder;

  FormatsPageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** An example and the arguments that read it. */
  private record Example(String kind, String file, String text, List<String> arguments) {
    String dialect() {
      return arguments.get(arguments.indexOf("--from") + 1);
    }

    @Override
    public String toString() {
      return dialect();
    }
  }

  static Stream<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      examples.add(
          new Example(
              matcher.group(1),
              matcher.group(2),
              matcher.group(3),
              List.of(matcher.group(4).split(" "))));
    }
    return examples.stream();
  }

  @Test
  void hasAnExampleOfEachDialect() throws IOException {
    assertThat(examples().map(Example::dialect))
        .containsExactlyInAnyOrderElementsOf(FrameDialect.ids());
  }

  @Test
  void namesEachLayout() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(KeypointLayout.ids().stream().map("`%s`"::formatted).toList());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void readsTheExample(Example example) throws IOException {
    write(example);

    CommandRun run = CommandRun.of(inFolder(example));

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    PoseFrame frame = onlyFrame(folder.resolve(last(example.arguments())));
    assertThat(frame.width()).isEqualTo(1280);
    Person person = frame.toCoco17().persons().get(0);
    int wrist = KeypointLayout.COCO17.jointNames().indexOf("left_wrist");
    assertThat(person.x(wrist)).isBetween(704f, 706f);
    assertThat(person.y(wrist)).isBetween(394f, 396f);
    assertThat(person.jointScore(wrist)).isBetween(0.89f, 1f);
    assertThat(person.meanJointScore()).isBetween(0.89f, 1f);
  }

  private void write(Example example) throws IOException {
    Path file = folder.resolve(example.file());
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        example.kind().equals("base64")
            ? Base64.getMimeDecoder().decode(example.text())
            : example.text().getBytes(UTF_8));
  }

  // The input stands behind the command's name, the output last.
  private String[] inFolder(Example example) {
    List<String> arguments = new ArrayList<>(example.arguments());
    arguments.set(1, folder.resolve(arguments.get(1)).toString());
    arguments.set(arguments.size() - 1, folder.resolve(last(arguments)).toString());
    return arguments.toArray(String[]::new);
  }

  private static String last(List<String> arguments) {
    return arguments.get(arguments.size() - 1);
  }

  private static PoseFrame onlyFrame(Path file) throws IOException {
    List<PoseFrame> frames = new ArrayList<>();
    try (Recording recording = Recording.open(file)) {
      recording.forEach(line -> frames.add(line.frame().orElseThrow()));
    }
    assertThat(frames).hasSize(1);
    return frames.get(0);
  }
}
