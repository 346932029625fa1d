package io.posestream.formats.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.CodedOutputStream;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NvSchemaTest {
  private static final FrameOrigin ORIGIN = new FrameOrigin("frames", 1, 77, "");
  private static final Declaration SIZED =
      new Declaration(Optional.empty(), Optional.empty(), Optional.of(new ImageSize(1280, 720)));

  @Test
  void readsAFrameAsProtobuf() throws IOException {
    PoseFrame frame = decode(FrameDialect.NVSCHEMA, wire("pose2D", Packing.PACKED));

    assertThat(frame.camera()).isEqualTo("dock");
    assertThat(frame.number()).isEqualTo(42);
    assertThat(frame.timeMicros()).isEqualTo(1_767_225_600_500_000L);
    Person person = frame.persons().get(0);
    assertThat(person.trackId()).isEqualTo("7");
    assertThat(person.score()).isEqualTo(0.75f);
    assertThat(person.box()).contains(new BoundingBox(570, 180, 140, 440));
    assertWrist(frame);
  }

  @Test
  void readsNumbersThatAreNotPacked() throws IOException {
    assertWrist(decode(FrameDialect.NVSCHEMA, wire("", Packing.APART)));
  }

  @Test
  void saysTheSameAsJson() throws IOException {
    assertThat(decode(FrameDialect.NVSCHEMA_JSON, json("pose2D", "leftWrist").getBytes(UTF_8)))
        .isEqualTo(decode(FrameDialect.NVSCHEMA, wire("pose2D", Packing.PACKED)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"left_wrist", "left-wrist", "LEFT_WRIST", "wrist_l", "LWrist", "l wrist"})
  void findsJointsHoweverTheirNamesAreSpelt(String name) {
    assertWrist(decode(FrameDialect.NVSCHEMA_JSON, json("pose2D", name).getBytes(UTF_8)));
  }

  @Test
  void refusesJointsWithoutNames() {
    assertRefused(json("pose2D", "7").replace("nose", "0"), "names of joints such as left_wrist");
  }

  @Test
  void takesTheDepthOfAPoseForNoScore() {
    String deep = json("pose2.5D", "left_wrist").replace("395,0.5", "395,-0.2,0.5");

    assertWrist(decode(FrameDialect.NVSCHEMA_JSON, deep.getBytes(UTF_8)));
  }

  @Test
  void refusesPosesInSpace() {
    assertRefused(json("pose3D", "left_wrist"), "'pose3D', in space");
  }

  @Test
  void passesOverObjectsWithoutAPose() {
    String forklift =
        json("pose2D", "left_wrist")
            .replace(
                "\"objects\":[",
                "\"objects\":[{\"id\":\"1\",\"type\":\"Forklift\",\"pose\":null},");

    assertThat(decode(FrameDialect.NVSCHEMA_JSON, forklift.getBytes(UTF_8)).persons()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[]", "{\"objects\":7}", "{\"sensorId\":\"a\",\"timestamp\":5}"})
  void refusesWhatIsNoFrame(String message) {
    assertThatExceptionOfType(InvalidFrameException.class)
        .isThrownBy(() -> decode(FrameDialect.NVSCHEMA_JSON, message.getBytes(UTF_8)));
  }

  @Test
  void refusesBytesThatAreNoProtobuf() {
    assertThatExceptionOfType(InvalidFrameException.class)
        .isThrownBy(() -> decode(FrameDialect.NVSCHEMA, new byte[] {0x12, 0x7f, 1}))
        .withMessageContaining("expected an nv.Frame as protobuf");
  }

  @Test
  void takesKeyTimeAndOffsetOfTheRecordWhereTheMessageSaysNothing() {
    PoseFrame frame =
        new DialectDecoder(FrameDialect.NVSCHEMA_JSON, SIZED, TrackIds.GIVEN)
            .decode(
                "{\"objects\":[]}".getBytes(UTF_8),
                Optional.of("yard"),
                OptionalLong.of(1234),
                ORIGIN);

    assertThat(frame.camera()).isEqualTo("yard");
    assertThat(frame.timeMillis()).isEqualTo(1234);
    assertThat(frame.number()).isEqualTo(77);
    assertThat(frame.origin()).isEqualTo(ORIGIN);
  }

  @Test
  void namesTracksOfATopicByTheTimeOfItsFirstFrame() {
    DialectDecoder decoder =
        new DialectDecoder(FrameDialect.NVSCHEMA_JSON, SIZED, TrackIds.TRACKED);
    byte[] message = json("pose2D", "left_wrist").getBytes(UTF_8);

    for (int i = 0; i < 2; i++) {
      PoseFrame frame = decoder.decode(message, Optional.empty(), OptionalLong.empty(), ORIGIN);
      assertThat(frame.persons()).extracting(Person::trackId).containsExactly("1767225600500-1");
    }
  }

  private static PoseFrame decode(FrameDialect dialect, byte[] message) {
    return new DialectDecoder(dialect, SIZED, TrackIds.GIVEN)
        .decode(message, Optional.empty(), OptionalLong.of(5), ORIGIN);
  }

  private static void assertRefused(String message, String expected) {
    assertThatExceptionOfType(InvalidFrameException.class)
        .isThrownBy(() -> decode(FrameDialect.NVSCHEMA_JSON, message.getBytes(UTF_8)))
        .withMessageContaining(expected);
  }

  private static void assertWrist(PoseFrame frame) {
    assertThat(frame.layout()).isEqualTo(KeypointLayout.COCO17);
    Person person = frame.persons().get(0);
    int wrist = KeypointLayout.COCO17.jointNames().indexOf("left_wrist");
    assertThat(person.x(wrist)).isEqualTo(705);
    assertThat(person.y(wrist)).isEqualTo(395);
    assertThat(person.jointScore(wrist)).isEqualTo(0.5f);
    assertThat(person.jointScore(wrist + 1)).isZero();
  }

  private static String json(String type, String wrist) {
    return """
        {"version":"4.0","id":"42","timestamp":"2026-01-01T00:00:00.500Z","sensorId":"dock",\
        "objects":[{"id":"7","type":"Person","confidence":0.75,\
        "bbox":{"leftX":570,"topY":180,"rightX":710,"bottomY":620},\
        "pose":{"type":"%s","keypoints":[{"name":"nose","coordinates":[640,200,1]},\
        {"name":"%s","coordinates":[705,395,0.5]}]}}]}"""
        .formatted(type, wrist);
  }

  /** How repeated numbers are written. */
  private enum Packing {
    PACKED,
    APART
  }

  /** Writes the fields of a message. */
  private interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    writer.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] wire(String type, Packing packing) throws IOException {
    byte[] pose =
        message(
            out -> {
              out.writeString(1, type);
              out.writeByteArray(2, keypoint("nose", packing, 640, 200, 1));
              out.writeByteArray(2, keypoint("left_wrist", packing, 705, 395, 0.5f));
              out.writeByteArray(3, message(action -> action.writeString(1, "wave")));
            });
    byte[] object =
        message(
            out -> {
              out.writeString(1, "7");
              out.writeByteArray(
                  2,
                  message(
                      box -> {
                        box.writeFloat(1, 570);
                        box.writeFloat(2, 180);
                        box.writeFloat(3, 710);
                        box.writeFloat(4, 620);
                      }));
              out.writeString(3, "Person");
              out.writeFloat(4, 0.75f);
              out.writeByteArray(7, pose);
            });
    return message(
        out -> {
          out.writeString(1, "4.0");
          out.writeString(2, "42");
          out.writeByteArray(
              3,
              message(
                  time -> {
                    time.writeInt64(1, 1_767_225_600L);
                    time.writeInt32(2, 500_000_000);
                  }));
          out.writeString(4, "dock");
          out.writeByteArray(5, object);
          out.writeByteArray(5, message(forklift -> forklift.writeString(3, "Forklift")));
        });
  }

  private static byte[] keypoint(String name, Packing packing, float... coordinates)
      throws IOException {
    return message(
        out -> {
          out.writeString(1, name);
          if (packing == Packing.APART) {
            for (float coordinate : coordinates) {
              out.writeFloat(2, coordinate);
            }
            return;
          }
          out.writeByteArray(
              2,
              message(
                  packed -> {
                    for (float coordinate : coordinates) {
                      packed.writeFloatNoTag(coordinate);
                    }
                  }));
        });
  }
}
