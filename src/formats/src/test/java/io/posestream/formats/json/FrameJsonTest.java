package io.posestream.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.FrameFaults;
import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    for (int i = 2; i < keypoints.length; i += 3) {
      keypoints[i] = 0.345678f;
    }
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
  void writesAPictureOnlyWhereItIsAskedTo() {
    Picture picture = Picture.owning(PictureFormat.JPEG, 64, 48, new byte[] {-1, -40, 7});
    PoseFrame frame =
        new PoseFrame("cam", 3, 40_000, 640, 480, KeypointLayout.COCO17, List.of())
            .withPicture(Optional.of(picture));

    assertThat(FrameJson.line(frame)).isEqualTo(FrameJson.line(frame.withoutPicture()));
    assertThat(FrameJson.lineWithPicture(frame))
        .contains("\"picture\":{\"format\":\"jpeg\",\"w\":64,\"h\":48,\"data\":\"/9gH\"}");
    assertThat(read(FrameJson.lineWithPicture(frame)).picture()).contains(picture);
  }

  @Test
  void writesWhereAPictureLies() {
    Picture picture = Picture.at(PictureFormat.PNG, 64, 48, "hall/3.png");
    PoseFrame frame =
        new PoseFrame("cam", 3, 40_000, 640, 480, KeypointLayout.COCO17, List.of())
            .withPicture(Optional.of(picture));

    assertThat(read(FrameJson.lineWithPicture(frame)).picture()).contains(picture);
  }

  @Test
  void readsAndWritesOtherLayouts() {
    Person person = new Person("1", new float[3 * KeypointLayout.BODY25.joints()], 1);
    PoseFrame frame = new PoseFrame("cam", 0, 0, 640, 480, KeypointLayout.BODY25, List.of(person));

    assertThat(FrameJson.line(frame)).contains("\"layout\":\"body25\"");
    assertThat(read(FrameJson.line(frame))).isEqualTo(frame);
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "3.0, 3", "1e3, 1000", "-1, -1", "1.5, 1.5", "12345678901, 12345678901"})
  void takesTrackIdsThatAreNumbers(String number, String id) {
    PoseFrame frame = read(GOOD.replace("\"track_id\":\"3\"", "\"track_id\":" + number));

    assertThat(frame.persons().get(0).trackId()).isEqualTo(id);
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
        "\"persons\":|\"people\":|UNDECODABLE|expected an array 'persons', got nothing",
      })
  void saysWhatIsWrong(String part, String replacement, RejectReason reason, String message) {
    assertThat(GOOD).contains(part);

    assertRefused(GOOD.replace(part, replacement), reason, message);
  }

  // What is replaced in the good line, by what, what that costs, and what the account must say.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"h\":720|\"h\":720,\"layout\":\"body25\"|PERSON|WRONG_JOINT_COUNT|25 joints of body25), got 51",
        ",[110.5,210,0.8]]|]|PERSON|WRONG_JOINT_COUNT|17 joints of coco17), got 48",
        "\"kp\":|\"joints\":|PERSON|WRONG_JOINT_COUNT|got 0",
        "\"track_id\":\"3\"|\"track_id\":\"\"|PERSON|EMPTY_TRACK_ID|expected a track id",
        "\"track_id\":\"3\"|\"track_id\":null|PERSON|EMPTY_TRACK_ID|expected a track id",
        "\"track_id\":\"3\"|\"track_id\":NaN|PERSON|EMPTY_TRACK_ID|expected a track id",
        "\"track_id\":\"3\"|\"track_id\":[3]|PERSON|EMPTY_TRACK_ID|expected a track id",
        "\"track_id\":\"3\",|``|PERSON|EMPTY_TRACK_ID|expected a track id",
        "\"persons\":[|\"persons\":[7,|PERSON|EMPTY_TRACK_ID|person 0",
        "\"persons\":[|\"persons\":[null,|PERSON|EMPTY_TRACK_ID|person 0",
        "[100,200,0.9]|[100,200]|JOINT|NON_FINITE_KEYPOINT|for joint 0",
        "[100,200,0.9]|null|JOINT|NON_FINITE_KEYPOINT|for joint 0",
        "[100,200,0.9]|[100,null,0.9]|JOINT|NON_FINITE_KEYPOINT|for joint 0",
        "[100,200,0.9]|[100,\"y\",0.9]|JOINT|NON_FINITE_KEYPOINT|for joint 0",
        "[100,200,0.9]|[NaN,200,0.9]|JOINT|NON_FINITE_KEYPOINT|got (NaN, 200.0, 0.9) for joint 0",
        "[100,200,0.9]|[100,-Infinity,0.9]|JOINT|NON_FINITE_KEYPOINT|for joint 0",
        "[100,200,0.9]|[100,200,1e39]|JOINT|NON_FINITE_KEYPOINT|got (100.0, 200.0, Infinity)",
        "[100,200,0.9]|[100,200,7]|JOINT|SCORE_OUT_OF_RANGE|got 7.0",
        "[100,200,0.9]|[100,200,1.1]|VALUE|SCORE_CLAMPED|got 1.1",
        "\"kp\":|\"score\":\"high\",\"kp\":|VALUE|SCORE_CLAMPED|a person's score in 0..1",
        "\"kp\":|\"box\":[1,2,3],\"kp\":|VALUE|UNUSABLE_BOX|expected a box",
        "\"kp\":|\"box\":[1,2,\"b\",4],\"kp\":|VALUE|UNUSABLE_BOX|expected a box",
      })
  void aBadPersonOrJointCostsNoMore(
      String part, String replacement, Part lost, RejectReason reason, String account) {
    assertThat(GOOD).contains(part);

    FrameFaults faults = read(GOOD.replace(part, replacement)).faults();

    assertThat(faults.losses()).containsExactly(new Loss(lost, reason, 1));
    assertThat(faults.account()).contains(account);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[null,null,0]", "[NaN,NaN,0.0]", "[-1,5,0]"})
  void aJointWithScoreZeroIsAbsentAndNoFault(String joint) {
    PoseFrame frame = read(GOOD.replace("[100,200,0.9]", joint));

    assertThat(frame.persons().get(0).x(0)).isZero();
    assertThat(frame.faults().isEmpty()).isTrue();
  }

  @Test
  void takesNumbersThatAreWrittenAsText() {
    String text = GOOD.replace("[100,200,0.9]", "[\"100\",\"200\",\"0.9\"]");

    assertThat(read(text)).isEqualTo(read(GOOD));
  }

  @Test
  void takesNullForNobody() {
    PoseFrame frame = read(GOOD.replaceAll("\"persons\":.*}]}", "\"persons\":null}"));

    assertThat(frame.persons()).isEmpty();
  }

  @Test
  void keepsOneOfTwoWithOneTrackId() {
    String person = "{\"track_id\":\"3\",\"kp\":[%s]}".formatted(JOINTS);

    PoseFrame frame = read(GOOD.replace(person, person + "," + person));

    assertThat(frame.persons()).hasSize(1);
    assertThat(frame.rivals()).hasSize(1);
  }

  @Test
  void refusesNormalisedCoordinates() {
    assertRefused(
        GOOD.replace(JOINTS, "[0.25,0.5,0.9]" + ",[0.3,1,0.9]".repeat(16)),
        RejectReason.NORMALISED_COORDINATES,
        "expected pixel coordinates on a frame of 1280x720, got all within 0..1 or near it");
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
