package io.posestream.formats.clipfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posestream.core.pose.PoseSequence;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonAnnotationTest {
  // M = 2, T = 3, V = 2: x tells person, frame and joint, y is its negative.
  private static final String KEYPOINT =
      """
      "keypoint":[\
      [[[0,0],[1,-1]],[[10,-10],[11,-11]],[[20,-20],[21,-21]]],\
      [[[100,-100],[101,-101]],[[110,-110],[111,-111]],[[120,-120],[121,-121]]]]""";
  private static final String SCORE =
      """
      "keypoint_score":[[[0.5,1],[1,1],[1,1]],[[1,1],[1,1],[1,0.25]]]""";
  private static final String CLIP =
      """
      {"frame_dir":"a","total_frames":3,"img_shape":[480,640],%s,%s,"label":4}"""
          .formatted(KEYPOINT, SCORE);

  private final Path folder;

  JsonAnnotationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsAnAnnotation() throws IOException {
    RecordedClip clip = ClipFile.readSingle(file("clip.json", CLIP));

    PoseSequence poses = clip.poses();
    assertThat(clip.name()).isEqualTo("a");
    assertThat(poses).hasToString("PoseSequence[2 persons, 3 frames, 2 joints, 640x480 px]");
    assertThat(poses.x(1, 2, 1)).isEqualTo(121);
    assertThat(poses.y(0, 1, 0)).isEqualTo(-10);
    assertThat(poses.score(0, 0, 0)).isEqualTo(0.5f);
    assertThat(poses.score(1, 2, 1)).isEqualTo(0.25f);
  }

  @Test
  void scoresEveryJointOneIfThereAreNoScores() throws IOException {
    RecordedClip clip = ClipFile.readSingle(file("clip.json", CLIP.replace(SCORE, "\"label\":1")));

    assertThat(clip.poses().score(0, 0, 0)).isEqualTo(1);
    assertThat(clip.poses().score(1, 2, 1)).isEqualTo(1);
  }

  @Test
  void countsTheFramesIfTheyAreNotGiven() throws IOException {
    String uncounted = CLIP.replace("\"total_frames\":3,", "");

    assertThat(ClipFile.readSingle(file("clip.json", uncounted)).poses().frames()).isEqualTo(3);
  }

  @Test
  void namesAClipWithoutNameByItsPlace() throws IOException {
    RecordedClip clip = ClipFile.readSingle(file("clip.json", CLIP.replace("frame_dir", "x")));

    assertThat(clip.name()).endsWith("clip.json");
  }

  @Test
  void readsTheNaNThatPythonWrites() throws IOException {
    RecordedClip clip =
        ClipFile.readSingle(file("clip.json", CLIP.replace("[21,-21]", "[NaN,NaN]")));

    assertThat(clip.poses().x(0, 2, 1)).isNaN();
    assertThat(clip.poses().x(0, 2, 0)).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[null,-21]", "null"})
  void takesAJointThatIsNullForNoNumber(String joint) throws IOException {
    RecordedClip clip = ClipFile.readSingle(file("clip.json", CLIP.replace("[21,-21]", joint)));

    assertThat(clip.poses().x(0, 2, 1)).isNaN();
    assertThat(clip.poses().x(0, 2, 0)).isEqualTo(20);
  }

  @Test
  void takesAPoseThatIsNullForSomebodyWhoIsMissing() throws IOException {
    RecordedClip clip =
        ClipFile.readSingle(file("clip.json", CLIP.replace("[[0,0],[1,-1]]", "null")));

    assertThat(clip.poses().joints()).isEqualTo(2);
    assertThat(clip.poses().x(0, 0, 1)).isNaN();
    assertThat(clip.poses().x(0, 1, 1)).isEqualTo(11);
  }

  @Test
  void readsAClipWithoutPersons() throws IOException {
    String empty =
        "{\"total_frames\":3,\"img_shape\":[480,640],\"keypoint\":[],\"keypoint_score\":[]}";

    PoseSequence poses = ClipFile.readSingle(file("clip.json", empty)).poses();

    assertThat(poses).hasToString("PoseSequence[0 persons, 3 frames, 17 joints, 640x480 px]");
  }

  @Test
  void readsTheFormOfRecordings() throws IOException {
    String frames =
        """
        {"id":"b","fps":30,"w":640,"h":480,"kp":[\
        [[[0,0,0.5],[1,-1,1]],[[100,-100,1],[101,-101,1]]],\
        [[[10,-10,1],[11,-11,1]],[[110,-110,1],[111,-111,1]]],\
        [[[20,-20,1],[21,-21,1]],[[120,-120,1],[121,-121,0.25]]]]}""";

    RecordedClip clip = ClipFile.readSingle(file("clip.json", frames));

    assertThat(clip.name()).isEqualTo("b");
    assertThat(clip.poses()).isEqualTo(ClipFile.readSingle(file("same.json", CLIP)).poses());
  }

  @Test
  void readsAClipALine() throws IOException {
    Path lines = file("clips.jsonl", CLIP + "\n\n" + CLIP.replace("\"a\"", "\"b\"") + "\n");

    assertThat(names(lines)).containsExactly("a", "b");
  }

  @Test
  void readsAClipALineFromGzip() throws IOException {
    Path lines = folder.resolve("clips.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(lines))) {
      out.write((CLIP + "\n" + CLIP.replace("\"a\"", "\"b\"")).getBytes(UTF_8));
    }

    assertThat(names(lines)).containsExactly("a", "b");
  }

  @Test
  void namesTheLineThatIsDamaged() throws IOException {
    Path lines = file("clips.jsonl", CLIP + "\n\n{\"img_shape\":\n" + CLIP);
    List<RecordedClip> read = new ArrayList<>();

    assertThatExceptionOfType(ClipFileException.class)
        .isThrownBy(() -> ClipFile.read(lines, read::add))
        .withMessageContaining("clips.jsonl line 3: expected JSON, got: Unexpected end-of-input");
    assertThat(read).hasSize(1);
  }

  // What is replaced in the good clip, by what, and what the message must say.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"keypoint\":|\"points\":|keypoint: expected an array, got nothing",
        "[480,640]|640|img_shape: expected an array, got 640",
        "[480,640]|[480]|img_shape: expected [height, width] in pixels, got [480]",
        "[480,640]|[480,0]|img_shape: expected [height, width] in pixels, got [480,0]",
        "\"total_frames\":3|\"total_frames\":4|total_frames: expected 3, as many as in keypoint[0], got 4",
        "\"total_frames\":3|\"total_frames\":2000000000|total_frames: expected 3",
        "\"total_frames\":3|\"total_frames\":\"3\"|total_frames: expected 3",
        "[[10,-10],[11,-11]]|[[10,-10]]|keypoint[0][1]: expected 2 entries, got 1",
        "[10,-10]|[10,-10,7]|keypoint[0][1][0]: expected 2 entries, got 3",
        "[10,-10]|10|keypoint[0][1][0]: expected an array, got 10",
        "[10,-10]|[10,\"y\"]|keypoint[0][1][0]: expected a number, got \"y\"",
        ",[[120,-120],[121,-121]]|``|keypoint[1]: expected 3 entries, got 2",
        "\"keypoint\":[|\"keypoint\":[5,|keypoint[0]: expected an array, got 5",
        "\"keypoint\":[|\"keypoint\":[[],|total_frames: expected 0, as many as in keypoint[0], got 3",
        "[[0.5,1],[1,1],[1,1]]|[[0.5,1],[1,1]]|keypoint_score[0]: expected 3 entries, got 2",
        "[0.5,1]|[0.5,\"1\"]|keypoint_score[0][0][1]: expected a number, got \"1\"",
        "[0.5,1]|0.5|keypoint_score[0][0]: expected an array, got 0.5",
      })
  void namesThePlaceThatIsWrong(String part, String replacement, String message)
      throws IOException {
    assertThat(CLIP).contains(part);

    assertRefused(CLIP.replace(part, replacement), "clip.json: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]|clip.json annotation 1: annotation: expected a JSON object, got NUMBER",
        "[]|clip.json: expected annotations, got an empty list",
        "``|clip.json: annotation: expected a JSON object, got nothing",
        "{\"a\":|clip.json: expected JSON, got: Unexpected end-of-input",
        "{\"kp\":[],\"w\":1,\"h\":1}|clip.json: kp, w, h: expected frames and an image size",
        "{\"kp\":[[[[1,2,1]]]],\"w\":1}|clip.json: kp, w, h: expected frames and an image size",
        "{\"kp\":[[[[1,2]]]],\"w\":1,\"h\":1}|clip.json: kp[0][0][0]: expected 3 entries, got 2",
        "{\"kp\":[[[[1,2,1]]],[]],\"w\":1,\"h\":1}|clip.json: kp[1]: expected 1 entries, got 0",
        "{\"img_shape\":[1,1],\"keypoint\":[]}|clip.json: total_frames: expected a positive number",
      })
  void refusesWhatIsNoAnnotation(String text, String message) throws IOException {
    assertRefused(text, message);
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = file("clip.json", text);
    assertThatExceptionOfType(ClipFileException.class)
        .isThrownBy(() -> ClipFile.readSingle(file))
        .withMessageContaining(message);
  }

  private static List<String> names(Path lines) throws IOException {
    List<String> names = new ArrayList<>();
    ClipFile.read(lines, clip -> names.add(clip.name()));
    return names;
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
