package io.posestream.formats.clipfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posestream.core.pose.KeypointLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzAnnotationTest {
  private final Path file;

  NpzAnnotationTest(@TempDir Path folder) {
    this.file = folder.resolve("clip.npz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<f2", "<f4", "<f8"})
  void readsFloatsOfEveryWidth(String type) throws IOException {
    annotation(type).to(file);

    RecordedClip clip = ClipFile.readSingle(file);

    assertThat(clip.name()).isEqualTo("clip-7");
    assertThat(clip.poses().persons()).isEqualTo(1);
    assertThat(clip.poses().frames()).isEqualTo(2);
    assertThat(clip.poses().joints()).isEqualTo(2);
    assertThat(clip.poses().height()).isEqualTo(480);
    assertThat(clip.poses().width()).isEqualTo(640);
    assertThat(clip.poses().x(0, 1, 1)).isEqualTo(-7);
    assertThat(clip.poses().y(0, 0, 0)).isEqualTo(2.5f);
    assertThat(clip.poses().score(0, 1, 0)).isEqualTo(0.75f);
  }

  @Test
  void readsTheSmallestAndTheUndefinedHalf() throws IOException {
    new NpzWriter()
        .with("keypoint", "<f2", "(1, 1, 2, 2)", 0x1p-24, -0.0, Double.NaN, 65_504)
        .with("img_shape", "<i8", "(2,)", 480, 640)
        .to(file);

    RecordedClip clip = ClipFile.readSingle(file);

    assertThat(clip.poses().x(0, 0, 0)).isEqualTo(0x1p-24f);
    assertThat(clip.poses().x(0, 0, 1)).isNaN();
    assertThat(clip.poses().y(0, 0, 1)).isEqualTo(65_504);
  }

  @Test
  void scoresEveryJointOneIfThereAreNoScores() throws IOException {
    new NpzWriter()
        .with("keypoint", "<f4", "(1, 1, 1, 2)", 5, 6)
        .with("img_shape", "<i4", "(2,)", 480, 640)
        .to(file);

    RecordedClip clip = ClipFile.readSingle(file);

    assertThat(clip.name()).isEqualTo("clip.npz");
    assertThat(clip.poses().score(0, 0, 0)).isEqualTo(1);
  }

  @Test
  void readsItAsAFileOfOneClip() throws IOException {
    annotation("<f4").to(file);
    RecordedClip[] read = new RecordedClip[1];

    ClipFile.read(file, clip -> read[0] = clip);

    assertThat(read[0]).isEqualTo(ClipFile.readSingle(file));
  }

  @Test
  void passesOverArraysItDoesNotNeed() throws IOException {
    annotation("<f4")
        .with("mask", "|b1", "(3,)", 1, 0, 1)
        .withBytes(
            "extra", "{'descr': '|O', 'fortran_order': True, 'shape': (1, 1), }", new byte[3])
        .to(file);

    assertThat(ClipFile.readSingle(file).name()).isEqualTo("clip-7");
  }

  @Test
  void namesTheArrayThatIsMissing() throws IOException {
    new NpzWriter().with("kp", "<f4", "(1, 1, 1, 2)", 5, 6).to(file);

    assertRefused("clip.npz: keypoint: expected an array, got only [kp]");
  }

  @Test
  void namesTheShapeThatIsWrong() throws IOException {
    annotation("<f4").with("keypoint", "<f4", "(2, 2)", 1, 2, 3, 4).to(file);

    assertRefused("clip.npz: keypoint: expected shape [M, T, V, 2], got [2, 2]");
  }

  @Test
  void namesScoresThatDoNotFit() throws IOException {
    annotation("<f4").with("keypoint_score", "<f4", "(3,)", 1, 1, 1).to(file);

    assertRefused("clip.npz: keypoint_score: expected shape [M, T, V], got [3]");
  }

  @Test
  void refusesAnImageWithoutPixels() throws IOException {
    annotation("<f4").with("img_shape", "<i8", "(2,)", 480, 0).to(file);

    assertRefused("clip.npz: img_shape: expected [height, width] in pixels, got [480.0, 0.0]");
  }

  @Test
  void readsAClipWithNobody() throws IOException {
    new NpzWriter()
        .with("total_frames", "<i8", "()", 30)
        .with("img_shape", "<i8", "(2,)", 480, 640)
        .with("keypoint", "<f8", "(0,)")
        .with("keypoint_score", "<f8", "(0,)")
        .to(file);

    RecordedClip clip = ClipFile.readSingle(file);

    assertThat(clip.poses().persons()).isZero();
    assertThat(clip.poses().frames()).isEqualTo(30);
  }

  @Test
  void readsTheLayoutThatIsDeclared() throws IOException {
    new NpzWriter()
        .withText("layout", "body25")
        .with("img_shape", "<i8", "(2,)", 480, 640)
        .with("keypoint", "<f4", "(1, 1, 25, 2)", new double[50])
        .to(file);

    assertThat(ClipFile.readSingle(file).layout()).contains(KeypointLayout.BODY25);
  }

  @Test
  void refusesAClipWithoutFrames() throws IOException {
    annotation("<f4").with("keypoint", "<f4", "(1, 0, 17, 2)").to(file);

    assertRefused("clip.npz: keypoint: expected shape [M, T, V, 2], got [1, 0, 17, 2]");
  }

  @Test
  void refusesNumbersItDoesNotKnow() throws IOException {
    annotation("<f4").withBytes("keypoint", header(">f4", "(1, 1, 1, 2)"), new byte[8]).to(file);

    assertRefused("keypoint: expected float16, float32, float64 or integers, got >f4");
  }

  @Test
  void refusesColumnsFirst() throws IOException {
    String columns = header("<f4", "(1, 1, 1, 2)").replace("False", "True");
    annotation("<f4").withBytes("keypoint", columns, new byte[8]).to(file);

    assertRefused("keypoint: expected C order, got Fortran order");
  }

  @Test
  void refusesAnArrayThatIsCutOff() throws IOException {
    annotation("<f4").withBytes("keypoint", header("<f4", "(1, 2, 2, 2)"), new byte[31]).to(file);

    assertRefused("keypoint: expected 8 numbers for shape [1, 2, 2, 2], got fewer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(60000, 60000, 17, 2)", "(1, 99999999999, 17, 2)", "(-1, 2, 17, 2)", "(a,)"})
  void refusesAnAbsurdShape(String shape) throws IOException {
    annotation("<f4").withBytes("keypoint", header("<f4", shape), new byte[32]).to(file);

    assertRefused("keypoint: expected ");
  }

  @Test
  void refusesAHugeShapeWithoutMakingRoomForIt() throws IOException {
    annotation("<f4")
        .withBytes("keypoint", header("<f4", "(1, 50000000, 17, 2)"), new byte[32])
        .to(file);

    assertRefused("keypoint: expected 1700000000 numbers");
  }

  @Test
  void refusesAHeaderThatIsNone() throws IOException {
    annotation("<f4").withBytes("keypoint", "no header", new byte[8]).to(file);

    assertRefused("keypoint: expected a NumPy header, got no header");
  }

  @Test
  void refusesAHeaderThatIsCutOff() throws IOException {
    byte[] magicAndLength = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0, '{', '}', ' '};
    annotation("<f4").withEntry("keypoint", magicAndLength).to(file);

    assertRefused("keypoint: expected a NumPy header");
  }

  @Test
  void refusesAnEntryThatIsNoArray() throws IOException {
    annotation("<f4").withEntry("keypoint", "plain text".getBytes(UTF_8)).to(file);

    assertRefused("keypoint: expected a NumPy array, got other bytes");
  }

  @Test
  void refusesAFileThatIsNoArchive() throws IOException {
    Files.writeString(file, "plain text");

    assertRefused("clip.npz: expected an .npz with arrays, got none");
  }

  @Test
  void refusesAnArchiveThatIsCutOff() throws IOException {
    byte[] whole = annotation("<f4").bytes();
    Files.write(file, Arrays.copyOf(whole, 60));

    assertRefused("clip.npz: expected a whole .npz, got a damaged one");
  }

  private void assertRefused(String message) {
    assertThatExceptionOfType(ClipFileException.class)
        .isThrownBy(() -> ClipFile.readSingle(file))
        .withMessageContaining(message);
  }

  private static NpzWriter annotation(String type) {
    return new NpzWriter()
        .withText("frame_dir", "clip-7")
        .with("total_frames", "<i8", "()", 2)
        .with("img_shape", "<i8", "(2,)", 480, 640)
        .with("keypoint", type, "(1, 2, 2, 2)", 1, 2.5, 3, 4, 5, 6, -7, 8)
        .with("keypoint_score", type, "(1, 2, 2)", 1, 0.5, 0.75, 0)
        .with("label", "|u1", "()", 3);
  }

  private static String header(String type, String shape) {
    return "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
  }
}
