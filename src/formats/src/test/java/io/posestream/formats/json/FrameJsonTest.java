package io.posestream.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameJsonTest {
  private static final String JOINTS =
      "[100,200,0.9]" + ",[110.5,210,0.8]".repeat(KeypointLayout.COCO17.joints() - 1);
  private static final String GOOD =
      """
      {"stream":"cam","frame":7,"ts_ms":250,"w":1280,"h":720,\
      "persons":[{"track_id":"3","kp":[%s]}]}"""
          .formatted(JOINTS);

  @Test
  void readsALineOfARecording() {
    PoseFrame frame = read(GOOD);

    assertThat(frame.camera()).isEqualTo("cam");
    assertThat(frame.number()).isEqualTo(7);
    assertThat(frame.timeMicros()).isEqualTo(250_000);
    assertThat(frame.width()).isEqualTo(1280);
    assertThat(frame.height()).isEqualTo(720);
    assertThat(frame.layout()).isEqualTo(KeypointLayout.COCO17);
    Person person = frame.persons().get(0);
    assertThat(person.trackId()).isEqualTo("3");
    assertThat(person.x(1)).isEqualTo(110.5f);
    assertThat(person.jointScore(0)).isEqualTo(0.9f);
    assertThat(person.score()).isEqualTo(1);
    assertThat(person.box()).isEmpty();
  }

  @Test
  void keepsWhereTheFrameWasRead() {
    FrameOrigin origin = new FrameOrigin("frames", 1, 42, "00-trace");

    assertThat(FrameJson.read(GOOD.getBytes(UTF_8), origin).origin()).isEqualTo(origin);
  }

  @Test
  void readsBackWhatItWrites() {
    float[] keypoints = new float[3 * KeypointLayout.COCO17.joints()];
    Arrays.fill(keypoints, 12.345678f);
    Person plain = new Person("1", keypoints, 1);
    Person boxed = new Person("two", keypoints, 0.75f, new BoundingBox(1.5f, 2, 30, 40.25f));
    PoseFrame frame =
        new PoseFrame(
            "cam \"ü\"", 3, 40_123, 640, 480, KeypointLayout.COCO17, List.of(plain, boxed));

    String line = FrameJson.line(frame);

    assertThat(line).doesNotContain("\n");
    assertThat(read(line)).isEqualTo(frame);
  }

  @Test
  void writesTheFormOfTheContract() {
    PoseFrame empty = new PoseFrame("cam", 3, 40_000, 640, 480, KeypointLayout.COCO17, List.of());

    assertThat(FrameJson.line(empty))
        .isEqualTo(
            "{\"stream\":\"cam\",\"frame\":3,\"ts_ms\":40,\"w\":640,\"h\":480,\"persons\":[]}");
  }

  @Test
  void readsAndWritesOtherLayouts() {
    Person person = new Person("1", new float[3 * KeypointLayout.BODY25.joints()], 1);
    PoseFrame frame = new PoseFrame("cam", 0, 0, 640, 480, KeypointLayout.BODY25, List.of(person));

    assertThat(FrameJson.line(frame)).contains("\"layout\":\"body25\"");
    assertThat(read(FrameJson.line(frame))).isEqualTo(frame);
  }

  @Test
  void takesTrackIdsThatAreNumbers() {
    PoseFrame frame = read(GOOD.replace("\"track_id\":\"3\"", "\"track_id\":3"));

    assertThat(frame.persons().get(0).trackId()).isEqualTo("3");
  }

  @Test
  void takesFractionsOfAMillisecond() {
    assertThat(read(GOOD.replace("\"ts_ms\":250", "\"ts_ms\":33.367")).timeMicros())
        .isEqualTo(33_367);
  }

  // What is replaced in the good line, by what, the reason, and what the message must say.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"stream\":\"cam\"|\"stream\":\"\"|EMPTY_CAMERA_ID|expected a camera id",
        "\"stream\":\"cam\"|\"stream\":5|UNDECODABLE|expected text 'stream', got 5",
        "\"stream\":\"cam\",|``|UNDECODABLE|expected text 'stream', got nothing",
        "\"frame\":7|\"frame\":7.5|UNDECODABLE|expected an integer 'frame', got 7.5",
        "\"frame\":7|\"frame\":99999999999999999999|UNDECODABLE|expected an integer 'frame'",
        "\"ts_ms\":250|\"ts_ms\":\"now\"|UNDECODABLE|expected a number 'ts_ms', got \"now\"",
        "\"ts_ms\":250|\"ts_ms\":-1|EVENT_TIME|got -1000 (camera=cam, frame=7)",
        "\"ts_ms\":250|\"ts_ms\":NaN|EVENT_TIME|got NaN",
        "\"ts_ms\":250|\"ts_ms\":1e400|EVENT_TIME|got Infinity",
        "\"ts_ms\":250|\"ts_ms\":1e19|EVENT_TIME|got 1.0E19",
        "\"w\":1280|\"w\":0|FRAME_SIZE|got 0x720",
        "\"w\":1280|\"w\":-1280|FRAME_SIZE|expected a frame of 1..65535 px a side",
        "\"w\":1280|\"w\":1e12|FRAME_SIZE|expected a frame of 1..65535 px a side",
        "\"h\":720|\"h\":70000|FRAME_SIZE|got 1280x70000",
        "\"h\":720|\"h\":NaN|FRAME_SIZE|got 1280x0",
        "\"h\":720|\"h\":null|UNDECODABLE|expected a number 'h', got null",
        "\"h\":720|\"h\":720,\"layout\":\"alien\"|UNKNOWN_LAYOUT|got 'alien'",
        "\"h\":720|\"h\":720,\"layout\":\"body25\"|WRONG_JOINT_COUNT|25 joints of body25), got 51",
        ",[110.5,210,0.8]]|]|WRONG_JOINT_COUNT|17 joints of coco17), got 48 (track=3)",
        "[100,200,0.9]|[100,200]|UNDECODABLE|expected [x, y, score] for joint 0, got [100,200]",
        "[100,200,0.9]|[100,\"y\",0.9]|UNDECODABLE|expected numbers for joint 0, got \"y\"",
        "[100,200,0.9]|[NaN,200,0.9]|NON_FINITE_KEYPOINT|got (NaN, 200.0, 0.9) for joint 0",
        "[100,200,0.9]|[100,-Infinity,0.9]|NON_FINITE_KEYPOINT|for joint 0 (track=3)",
        "[100,200,0.9]|[100,200,1e39]|NON_FINITE_KEYPOINT|got (100.0, 200.0, Infinity)",
        "\"track_id\":\"3\"|\"track_id\":\"\"|EMPTY_TRACK_ID|expected a track id",
        "\"track_id\":\"3\"|\"track_id\":1.5|UNDECODABLE|expected 'track_id' as text or an integer",
        "\"track_id\":\"3\",|``|UNDECODABLE|expected 'track_id' as text or an integer, got nothing",
        "\"kp\":|\"joints\":|UNDECODABLE|expected an array 'kp', got nothing",
        "\"persons\":|\"people\":|UNDECODABLE|expected an array 'persons', got nothing",
        "\"kp\":|\"score\":\"high\",\"kp\":|UNDECODABLE|expected a number 'score', got \"high\"",
        "\"kp\":|\"box\":[1,2,3],\"kp\":|UNDECODABLE|expected 'box' as [x, y, width, height]",
        "\"kp\":|\"box\":[1,2,\"3\",4],\"kp\":|UNDECODABLE|expected 'box' as [x, y, width, height]",
        "\"persons\":[|\"persons\":[7,|UNDECODABLE|expected 'track_id' as text or an integer",
      })
  void saysWhatIsWrong(String part, String replacement, RejectReason reason, String message) {
    assertThat(GOOD).contains(part);

    assertRefused(GOOD.replace(part, replacement), reason, message);
  }

  @Test
  void refusesATrackThatIsInTheFrameTwice() {
    String person = "{\"track_id\":\"3\",\"kp\":[%s]}".formatted(JOINTS);

    assertRefused(
        GOOD.replace(person, person + "," + person),
        RejectReason.DUPLICATE_TRACK_ID,
        "expected unique track ids, got track 3 twice (camera=cam, frame=7)");
  }

  @Test
  void refusesNormalisedCoordinates() {
    assertRefused(
        GOOD.replace(JOINTS, "[0.25,0.5,0.9]" + ",[0.3,1,0.9]".repeat(16)),
        RejectReason.NORMALISED_COORDINATES,
        "expected pixel coordinates on a frame of 1280x720, got all within 0..1");
  }

  @Test
  void takesNormalisedCoordinatesOnAFrameOfTwoPixels() {
    String tiny = GOOD.replace("\"w\":1280,\"h\":720", "\"w\":2,\"h\":2");

    PoseFrame frame = read(tiny.replace(JOINTS, "[0.25,0.5,0.9]" + ",[0.3,1,0.9]".repeat(16)));

    assertThat(frame.persons()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|got MISSING",
        "hello|Unrecognized token 'hello'",
        "[1,2]|expected a JSON object, got ARRAY",
        "{\"stream\":\"cam\"|Unexpected end-of-input",
        "{} {}|Trailing token",
      })
  void refusesWhatIsNoJsonObject(String text, String message) {
    assertRefused(text, RejectReason.UNDECODABLE, message);
  }

  @Test
  void shortensWhatItQuotes() {
    String blown =
        GOOD.replace("\"persons\":[", "\"persons\":\"%s\",\"x\":[".formatted("y".repeat(9_000)));

    assertThatExceptionOfType(InvalidFrameException.class)
        .isThrownBy(() -> read(blown))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).endsWith("..."));
  }

  private static void assertRefused(String json, RejectReason reason, String message) {
    assertThatExceptionOfType(InvalidFrameException.class)
        .isThrownBy(() -> read(json))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static PoseFrame read(String json) {
    return FrameJson.read(json.getBytes(UTF_8), FrameOrigin.UNKNOWN);
  }
}
