package io.posestream.core.pose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoseFrameTest {
  private static final int JOINTS = 17;

  @Test
  void keepsWhatItWasGiven() {
    PoseFrame frame = frame(1280, 720, person("7", 100, 200, 0.9f));

    assertThat(frame.persons()).extracting(Person::trackId).containsExactly("7");
    assertThat(frame.timeMillis()).isEqualTo(40);
  }

  @Test
  void mayShowNobody() {
    assertThat(frame(1280, 720).persons()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536, Integer.MAX_VALUE})
  void refusesAbsurdSizes(int side) {
    assertRefused(() -> frame(side, 720), RejectReason.FRAME_SIZE, "got " + side + "x720");
    assertRefused(() -> frame(1280, side), RejectReason.FRAME_SIZE, "got 1280x" + side);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 253_402_300_800_000_000L, Long.MAX_VALUE})
  void refusesAnEventTimeNoCalendarShows(long micros) {
    assertRefused(
        () -> new PoseFrame("cam", 3, micros, 1280, 720, KeypointLayout.COCO17, List.of()),
        RejectReason.EVENT_TIME,
        "got " + micros);
  }

  @Test
  void mapsAPoseWhosePixelsOnlyAnotherLayoutHas() {
    float[] keypoints = new float[75];
    keypoints[0] = 0.5f; // the nose, which COCO-17 has
    keypoints[2] = 1;
    keypoints[3] = 100; // the neck, which it lacks
    keypoints[5] = 1;
    Person person = new Person("7", keypoints, 1);
    PoseFrame frame =
        new PoseFrame("cam", 3, 40_000, 1280, 720, KeypointLayout.BODY25, List.of(person));

    assertThat(frame.toCoco17().persons().get(0).x(0)).isEqualTo(0.5f);
  }

  @Test
  void refusesAnEmptyTrackId() {
    assertRefused(
        () -> frame(1280, 720, person("", 100, 200, 1)), RejectReason.EMPTY_TRACK_ID, "track id");
  }

  @Test
  void refusesATrackIdTwice() {
    assertRefused(
        () -> frame(1280, 720, person("7", 100, 200, 1), person("7", 300, 200, 1)),
        RejectReason.DUPLICATE_TRACK_ID,
        "track 7 twice");
  }

  @Test
  void refusesAnotherNumberOfJoints() {
    Person body25 = new Person("7", new float[75], 1);

    assertRefused(
        () -> frame(1280, 720, body25),
        RejectReason.WRONG_JOINT_COUNT,
        "expected 51 keypoint values (x, y, score for 17 joints of coco17), got 75 (track=7)"
            + " (camera=cam, frame=3)");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesValuesThatAreNoNumbers(float value) {
    assertRefused(
        () -> frame(1280, 720, person("7", value, 200, 1)),
        RejectReason.NON_FINITE_KEYPOINT,
        "joint 0 (track=7)");
    assertRefused(
        () -> frame(1280, 720, person("7", 100, 200, value)),
        RejectReason.NON_FINITE_KEYPOINT,
        "joint 0");
  }

  @Test
  void refusesNormalisedCoordinates() {
    assertRefused(
        () -> frame(1280, 720, person("7", 0.4f, 0.9f, 1)),
        RejectReason.NORMALISED_COORDINATES,
        "expected pixel coordinates on a frame of 1280x720, got all within 0..1");
  }

  @Test
  void takesSmallCoordinatesOnATinyFrame() {
    assertThat(frame(2, 2, person("7", 0.4f, 0.9f, 1)).persons()).hasSize(1);
  }

  @Test
  void takesAPersonWithoutAnyJoint() {
    assertThat(frame(1280, 720, person("7", 0, 0, 0)).persons()).hasSize(1);
  }

  @Test
  void takesOnePersonInPixelsBesideOneInTheCorner() {
    assertThat(frame(1280, 720, person("7", 1, 1, 1), person("8", 100, 200, 1)).persons())
        .hasSize(2);
  }

  @Test
  void doesNotLeakItsKeypoints() {
    float[] keypoints = new float[3 * JOINTS];
    Person person = new Person("7", keypoints, 1);

    keypoints[0] = 5;
    person.keypoints()[0] = 6;

    assertThat(person.x(0)).isZero();
  }

  private static void assertRefused(ThrowingCallable frame, RejectReason reason, String message) {
    assertThatThrownBy(frame)
        .isInstanceOfSatisfying(
            InvalidFrameException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static PoseFrame frame(int width, int height, Person... persons) {
    return new PoseFrame("cam", 3, 40_000, width, height, KeypointLayout.COCO17, List.of(persons));
  }

  private static Person person(String trackId, float x, float y, float score) {
    float[] keypoints = new float[3 * JOINTS];
    for (int joint = 0; joint < JOINTS; joint++) {
      keypoints[3 * joint] = x;
      keypoints[3 * joint + 1] = y;
      keypoints[3 * joint + 2] = score;
    }
    return new Person(trackId, keypoints, 1);
  }
}
