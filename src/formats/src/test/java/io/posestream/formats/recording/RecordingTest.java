package io.posestream.formats.recording;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.DemoScenes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private final Path folder;

  RecordingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"r.jsonl", "r.jsonl.gz"})
  void readsBackWhatItWrites(String name) throws IOException {
    List<PoseFrame> frames = DemoScenes.calm().frames();
    Path file = folder.resolve(name);

    Recording.write(frames, file);

    assertThat(lines(file)).extracting(line -> line.frame().orElseThrow()).isEqualTo(frames);
  }

  @Test
  void compressesByTheName() throws IOException {
    Recording.write(DemoScenes.calm().frames(), folder.resolve("a.gz"));
    Recording.write(DemoScenes.calm().frames(), folder.resolve("b.jsonl"));

    assertThat(Files.size(folder.resolve("a.gz")))
        .isLessThan(Files.size(folder.resolve("b.jsonl")) / 2);
  }

  // A renamed file is still what it is.
  @Test
  void findsGzipByItsFirstBytes() throws IOException {
    Path file = folder.resolve("a.gz");
    Recording.write(DemoScenes.calm().frames(), file);
    Path renamed = Files.move(file, folder.resolve("b.txt"));

    assertThat(lines(renamed)).hasSameSizeAs(DemoScenes.calm().frames());
  }

  @Test
  void passesOverBlankLines() throws IOException {
    Path file = Files.writeString(folder.resolve("r.jsonl"), "\n{\"a\":1}\n  \n{\"b\":2}");

    assertThat(lines(file))
        .extracting(line -> new String(line.text(), UTF_8))
        .containsExactly("{\"a\":1}", "{\"b\":2}");
  }

  @Test
  void keepsALineThatIsNoFrameAsItStands() throws IOException {
    Path file = Files.writeString(folder.resolve("r.jsonl"), "hello\n{\"stream\":7}\n");

    List<Recording.Line> lines = lines(file);

    assertThat(lines).allSatisfy(line -> assertThat(line.frame()).isEmpty());
    assertThat(lines.get(1).text()).asString(UTF_8).isEqualTo("{\"stream\":7}");
  }

  @Test
  void readsOnAfterBytesThatAreNoText() throws IOException {
    byte[] bytes = {'x', (byte) 0xff, (byte) 0xfe, '\n', '{', '}', '\n'};
    Path file = Files.write(folder.resolve("r.jsonl"), bytes);

    assertThat(lines(file)).hasSize(2);
  }

  @Test
  void readsNothingFromAnEmptyFile() throws IOException {
    assertThat(lines(Files.createFile(folder.resolve("r.jsonl")))).isEmpty();
  }

  @Test
  void namesTheFileThatIsCutOff() throws IOException {
    Path whole = folder.resolve("whole.gz");
    Recording.write(DemoScenes.calm().frames(), whole);
    byte[] half = Arrays.copyOf(Files.readAllBytes(whole), (int) Files.size(whole) / 2);
    Path file = Files.write(folder.resolve("half.gz"), half);

    assertThatIOException()
        .isThrownBy(() -> lines(file))
        .withMessageStartingWith(file + " cannot be read after line ");
  }

  @Test
  void readsByteOrderMarksAndLineEndsOfWindows() throws IOException {
    List<PoseFrame> frames = DemoScenes.calm().frames().subList(0, 3);
    Path file = folder.resolve("plain.jsonl");
    Recording.write(frames, file);
    String windows = "\ufeff" + Files.readString(file).replace("\n", "\r\n");

    Path copy = Files.writeString(folder.resolve("windows.jsonl"), windows);

    assertThat(lines(copy)).extracting(line -> line.frame().orElseThrow()).isEqualTo(frames);
  }

  @Test
  void readsGzipOfSeveralMembers() throws IOException {
    List<PoseFrame> frames = DemoScenes.calm().frames();
    Path first = folder.resolve("1.gz");
    Path empty = folder.resolve("2.gz");
    Path second = folder.resolve("3.gz");
    Recording.write(frames.subList(0, 10), first);
    Recording.write(List.of(), empty);
    Recording.write(frames.subList(10, 20), second);
    Path joined = folder.resolve("joined.gz");
    try (OutputStream out = Files.newOutputStream(joined)) {
      for (Path part : List.of(first, empty, second)) {
        Files.copy(part, out);
      }
    }

    assertThat(lines(joined))
        .extracting(line -> line.frame().orElseThrow())
        .isEqualTo(frames.subList(0, 20));
  }

  @Test
  void refusesUtf16WithWhatToDo() throws IOException {
    Path file = Files.write(folder.resolve("r.jsonl"), "{\"stream\":1}".getBytes(UTF_16LE));

    assertThatIOException()
        .isThrownBy(() -> lines(file))
        .withMessageContaining("got text in UTF-16: convert it with iconv -f UTF-16 -t UTF-8");
  }

  @Test
  void namesTheLineAfterWhichPlainTextIsCutOff() throws IOException {
    Path whole = folder.resolve("whole.jsonl");
    Recording.write(DemoScenes.calm().frames().subList(0, 5), whole);
    byte[] cut = Arrays.copyOf(Files.readAllBytes(whole), (int) Files.size(whole) - 50);
    Path file = Files.write(folder.resolve("cut.jsonl"), cut);

    assertThatIOException()
        .isThrownBy(() -> lines(file))
        .withMessageStartingWith(file + " cannot be read after line 4: the file is cut off");
  }

  private static List<Recording.Line> lines(Path file) throws IOException {
    List<Recording.Line> lines = new ArrayList<>();
    try (Recording recording = Recording.open(file)) {
      recording.forEach(lines::add);
    }
    return lines;
  }
}
