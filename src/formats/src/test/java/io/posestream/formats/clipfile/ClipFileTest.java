package io.posestream.formats.clipfile;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClipFileTest {
  private static final KeypointLayout MODEL = KeypointLayout.COCO17;
  private static final String GOOD = clip("good", 17, 1, 100);

  private final Path folder;
  private final List<RecordedClip> clips = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  ClipFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsWhatWindowsWrites() throws IOException {
    read("bom.json", ("\ufeff" + GOOD.replace(",", ",\r\n")).getBytes(UTF_8));

    assertThat(names()).containsExactly("good");
  }

  @Test
  void readsLinesThatWindowsWrites() throws IOException {
    read("bom.jsonl", ("\ufeff" + GOOD + "\r\n\ufeff" + GOOD + "\r\n").getBytes(UTF_8));

    assertThat(names()).containsExactly("good", "good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.json.gz", "a.json", "a.jsonl.gz"})
  void readsGzipOfSeveralMembersAndWhateverName(String name) throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(gzip(GOOD + "\n"));
    members.write(gzip(""));
    members.write(gzip(GOOD + "\n"));

    read(name, members.toByteArray());

    assertThat(names()).containsExactly("good", "good");
  }

  @Test
  void readsAListOfAnnotations() throws IOException {
    read("list.json", "[%s,%s]".formatted(GOOD, clip("b", 17, 1, 50)).getBytes(UTF_8));

    assertThat(names()).containsExactly("good", "b");
  }

  @Test
  void readsTheAnnotationsOfPyskl() throws IOException {
    String pyskl = "{\"split\":{\"val\":[\"good\"]},\"annotations\":[%s]}".formatted(GOOD);

    read("pyskl.json", pyskl.getBytes(UTF_8));

    assertThat(names()).containsExactly("good");
  }

  @Test
  void readsOnAfterALineThatCannotBeUsed() throws IOException {
    read("clips.jsonl", (GOOD + "\n{\"frame_dir\":\n{}\n" + GOOD + "\n").getBytes(UTF_8));

    assertThat(names()).containsExactly("good", "good");
    assertThat(refused).hasSize(2);
    assertThat(refused.get(0)).contains("clips.jsonl line 2: expected JSON");
    assertThat(refused.get(1)).contains("clips.jsonl line 3: keypoint: expected an array");
  }

  @Test
  void readsOnAfterAnAnnotationOfAListThatCannotBeUsed() throws IOException {
    read("list.json", "[{\"a\":1},%s]".formatted(GOOD).getBytes(UTF_8));

    assertThat(names()).containsExactly("good");
    assertThat(refused.get(0)).contains("list.json annotation 1: keypoint: expected an array");
  }

  @Test
  void saysAfterWhichLineGzipIsCutOff() throws IOException {
    byte[] whole = gzip(GOOD + "\n" + GOOD + "\n" + noise());

    assertThatIOException()
        .isThrownBy(() -> read("a.jsonl.gz", Arrays.copyOf(whole, whole.length - 200)))
        .withMessageContaining("a.jsonl.gz cannot be read after line 2: the file is cut off");
    assertThat(names()).containsExactly("good", "good");
  }

  // What a file begins with, and what its user is told.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "80 04 95 0a 31 | a Python pickle, which only Python may read: save each annotation a in it"
            + " as .npz: numpy.savez('clip.npz', keypoint=a['keypoint']",
        "93 4e 55 4d 50 59 01 00 | a bare NumPy array: save it as .npz with the size of its image",
        "ff fe 7b 00 22 00 | text in UTF-16: convert it with iconv -f UTF-16 -t UTF-8",
        "fe ff 00 7b 00 22 | text in UTF-16: convert it",
        "7b 00 22 00 61 00 | text in UTF-16: convert it",
        "ff fe 00 00 7b 00 | text in UTF-32: convert it with iconv -f UTF-32 -t UTF-8",
        "28 b5 2f fd 00 | zstd: unpack it with unzstd",
        "42 5a 68 39 31 | bzip2: unpack it with bunzip2",
        "fd 37 7a 58 5a 00 | xz: unpack it with unxz"
      })
  void saysWhatToDoWithOtherFiles(String start, String told) {
    byte[] bytes = new byte[start.split(" ").length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(start.split(" ")[i], 16);
    }

    assertThatIOException()
        .isThrownBy(() -> read("clip.json", bytes))
        .withMessageContaining("clip.json: expected text in UTF-8, or gzip of it, got " + told);
  }

  @Test
  void findsUtf16InsideGzip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(GOOD.getBytes(UTF_16));
    }

    assertThatIOException()
        .isThrownBy(() -> read("a.jsonl.gz", bytes.toByteArray()))
        .withMessageContaining("text in UTF-16");
  }

  @Test
  void knowsAnOldPickleByItsName() {
    assertThatIOException()
        .isThrownBy(() -> read("anno.pkl", "(lp0\n.".getBytes(UTF_8)))
        .withMessageContaining("a Python pickle");
  }

  @Test
  void saysWhatToDoWithObjectsInAnNpz() throws IOException {
    Path file = folder.resolve("o.npz");
    new NpzWriter()
        .with("img_shape", "<i8", "(2,)", 480, 640)
        .withBytes(
            "keypoint",
            "{'descr': '|O', 'fortran_order': False, 'shape': (1, 1, 1, 2), }",
            new byte[16])
        .to(file);

    assertThatExceptionOfType(ClipFileException.class)
        .isThrownBy(() -> ClipFile.readSingle(file))
        .withMessageContaining("got Python objects (|O), which only Python may read: save plain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"version\":1.3,\"people\":[]}|convert --from openpose",
        "[{\"image_id\":\"0.jpg\",\"keypoints\":[1,2,1]}]|convert --from alphapose",
        "{\"meta_info\":{},\"instance_info\":[]}|convert --from mmpose",
        "[{\"frame_id\":0,\"instances\":[]}]|convert --from mmpose",
        "{\"stream\":\"cam\",\"persons\":[]}|demo --input"
      })
  void namesTheCommandThatReadsAnotherFormat(String text, String command) throws IOException {
    read("x.json", text.getBytes(UTF_8));

    assertThat(refused).singleElement().asString().contains("./posestream " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"keypoint\":[]", "\"keypoint\":[[],[]]", "\"keypoint\":[null],\"a\":1"})
  void findsNobodyWhereNobodyIs(String keypoint) throws IOException {
    String nobody =
        "{\"total_frames\":3,\"img_shape\":[480,640],%s}"
            .formatted(keypoint.replace("[null]", "[[null,null,null]]"));

    read("nobody.json", nobody.getBytes(UTF_8));

    assertThat(refused).isEmpty();
    assertThat(clips.get(0).forModel(MODEL).anybody()).isFalse();
  }

  @Test
  void findsNobodyWhereEveryJointIsZero() throws IOException {
    read("zero.json", clip("zero", 17, 0, 0).getBytes(UTF_8));

    assertThat(clips.get(0).forModel(MODEL).anybody()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.07, 0.1})
  void refusesNormalisedCoordinatesAlsoALittleOutside(double step) throws IOException {
    read("n.json", clip("n", 17, step, -0.05).getBytes(UTF_8));

    assertThatExceptionOfType(ClipFileException.class)
        .isThrownBy(() -> clips.get(0).forModel(MODEL))
        .withMessageContaining("n: expected pixel coordinates on an image of 640x480");
  }

  @Test
  void refusesScoresOfAnotherUnit() throws IOException {
    String percent = GOOD.replace("\"label\"", "\"keypoint_score\":[[%s]],\"label\"");
    String scores = IntStream.range(0, 17).mapToObj(i -> "87").collect(Collectors.joining(","));

    read("p.json", percent.formatted("[" + scores + "]").getBytes(UTF_8));

    assertThatExceptionOfType(ClipFileException.class)
        .isThrownBy(() -> clips.get(0).forModel(MODEL))
        .withMessageContaining("good: expected joint scores in 0..1, got 87.0");
  }

  @Test
  void takesJointsThatAreNoNumbersForAbsent() throws IOException {
    read("nan.json", GOOD.replace("[102.0,103.0]", "[NaN,103.0]").getBytes(UTF_8));

    RecordedClip.Usable usable = clips.get(0).forModel(MODEL);

    assertThat(usable.absent()).isEqualTo(1);
    assertThat(usable.poses().score(0, 0, 2)).isZero();
    assertThat(usable.poses().score(0, 0, 3)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"halpe26, 26", "coco-wholebody, 133"})
  void mapsJointsOfALayoutThatIsDeclared(String layout, int joints) throws IOException {
    String declared = clip("d", joints, 1, 100).replace("\"label\"", "\"layout\":\"%s\",\"label\"");

    read("d.json", declared.formatted(layout).getBytes(UTF_8));

    PoseSequence poses = clips.get(0).forModel(MODEL).poses();
    assertThat(poses.joints()).isEqualTo(17);
    assertThat(poses.x(0, 0, 16)).isEqualTo(116);
  }

  @Test
  void listsTheLayoutsForJointsThatAreNotDeclared() throws IOException {
    read("h.json", clip("h", 26, 1, 100).getBytes(UTF_8));

    assertThatExceptionOfType(ClipFileException.class)
        .isThrownBy(() -> clips.get(0).forModel(MODEL))
        .withMessageContaining("h: expected 17 joints (coco17), got 26")
        .withMessageContaining("coco-wholebody, halpe26");
  }

  private void read(String name, byte[] bytes) throws IOException {
    ClipFile.read(
        Files.write(folder.resolve(name), bytes),
        new ClipReader() {
          @Override
          public void accept(RecordedClip clip) {
            clips.add(clip);
          }

          @Override
          public void refuse(ClipFileException reason) {
            refused.add(String.valueOf(reason.getMessage()));
          }
        });
  }

  private List<String> names() {
    return clips.stream().map(RecordedClip::name).toList();
  }

  /** One person in one frame on 640x480: x of joint v is start + v * step, y one step more. */
  private static String clip(String name, int joints, double step, double start) {
    String points =
        IntStream.range(0, joints)
            .mapToObj(v -> "[%s,%s]".formatted(start + v * step, start + (v + 1) * step))
            .collect(Collectors.joining(","));
    return "{\"frame_dir\":\"%s\",\"total_frames\":1,\"img_shape\":[480,640],\"keypoint\":[[[%s]]],\"label\":0}"
        .formatted(name, points);
  }

  private static String noise() {
    return new Random(1)
        .ints(5_000, 'a', 'z')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
