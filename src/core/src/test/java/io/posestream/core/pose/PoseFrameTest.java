package io.posestream.core.pose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import java.util.Arrays;
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

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void leavesOutAPersonWithoutATrackId(String id) {
    PoseFrame frame = frame(1280, 720, person(id, 100, 200, 1), person("7", 100, 200, 1));

    assertThat(frame.persons()).extracting(Person::trackId).containsExactly("7");
    assertLost(frame, Part.PERSON, RejectReason.EMPTY_TRACK_ID, 1);
    assertThat(frame.faults().account())
        .isEqualTo(
            "person 0 (track=%s) empty-track-id: expected a track id, got none".formatted(id));
  }

  @Test
  void keepsOneOfTwoWithOneTrackIdAndTheOtherAsItsRival() {
    PoseFrame frame =
        frame(1280, 720, person("7", 100, 200, 1), person("7", 300, 200, 1), person("8", 9, 9, 1));

    assertThat(frame.persons()).extracting(Person::trackId).containsExactly("7", "8");
    assertThat(frame.rivals()).containsExactly(person("7", 300, 200, 1));
    assertLost(frame, Part.PERSON, RejectReason.DUPLICATE_TRACK_ID, 1);
  }

  @Test
  void leavesOutAPersonWithAnotherNumberOfJoints() {
    PoseFrame frame = frame(1280, 720, new Person("7", new float[75], 1), person("8", 100, 200, 1));

    assertThat(frame.persons()).extracting(Person::trackId).containsExactly("8");
    assertLost(frame, Part.PERSON, RejectReason.WRONG_JOINT_COUNT, 1);
    assertThat(frame.faults().account())
        .contains(
            "person 0 (track=7)",
            "expected 51 keypoint values (x, y, score for 17 joints of coco17), got 75",
            "mediapipe-33");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aJointWithAValueThatIsNoNumberIsAbsent(float value) {
    for (float[] joint : new float[][] {{value, 200, 1}, {100, value, 1}}) {
      PoseFrame frame = frame(1280, 720, withJoint(3, joint));

      assertAbsent(frame, 3);
      assertLost(frame, Part.JOINT, RejectReason.NON_FINITE_KEYPOINT, 1);
    }
    assertAbsent(frame(1280, 720, withJoint(3, 100, 200, value)), 3);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -5, 100})
  void aJointWithScoreZeroIsAbsentWhateverItsPlace(float value) {
    PoseFrame frame = frame(1280, 720, withJoint(3, value, value, 0));

    assertAbsent(frame, 3);
    assertThat(frame.faults().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(floats = {1.0001f, 1.13f, 1.5f})
  void clampsAScoreALittleAboveOne(float score) {
    PoseFrame frame = frame(1280, 720, withJoint(3, 100, 200, score));

    assertThat(frame.persons().get(0).jointScore(3)).isEqualTo(1);
    assertLost(frame, Part.VALUE, RejectReason.SCORE_CLAMPED, 1);
  }

  @ParameterizedTest
  @ValueSource(floats = {1.51f, 8, 100, -0.2f, -3})
  void aJointWithAScoreFarOutsideIsAbsent(float score) {
    PoseFrame frame = frame(1280, 720, withJoint(3, 100, 200, score));

    assertAbsent(frame, 3);
    assertLost(frame, Part.JOINT, RejectReason.SCORE_OUT_OF_RANGE, 1);
  }

  @ParameterizedTest
  @ValueSource(floats = {1.6f, 8, 93, -1.2f})
  void leavesOutAPersonWhoseScoresAreOfAnotherUnit(float score) {
    PoseFrame frame = frame(1280, 720, person("7", 100, 200, score), person("8", 100, 200, 1));

    assertThat(frame.persons()).extracting(Person::trackId).containsExactly("8");
    assertLost(frame, Part.PERSON, RejectReason.SCORE_OUT_OF_RANGE, 1);
  }

  @Test
  void clampsAPersonsOwnScoreOfWhichNothingIsPainted() {
    for (float score : new float[] {4.2f, -1, Float.NaN}) {
      Person person = new Person("7", person("7", 100, 200, 1).keypoints(), score);

      PoseFrame frame = frame(1280, 720, person);

      assertThat(frame.persons().get(0).score()).isIn(0f, 1f);
      assertLost(frame, Part.VALUE, RejectReason.SCORE_CLAMPED, 1);
    }
  }

  @Test
  void leavesOutABoxThatIsNone() {
    Person person =
        new Person(
            "7", person("7", 100, 200, 1).keypoints(), 1, new BoundingBox(1, 2, Float.NaN, 4));

    PoseFrame frame = frame(1280, 720, person);

    assertThat(frame.persons().get(0).box()).isEmpty();
    assertLost(frame, Part.VALUE, RejectReason.UNUSABLE_BOX, 1);
  }

  @Test
  void boundsItsAccount() {
    Person[] nobodies = new Person[5_000];
    Arrays.fill(nobodies, person("", 100, 200, 1));

    FrameFaults faults = frame(1280, 720, nobodies).faults();

    assertThat(faults.account()).hasSizeLessThan(2_000);
    assertThat(faults.losses())
        .containsExactly(new Loss(Part.PERSON, RejectReason.EMPTY_TRACK_ID, 5_000));
  }

  @Test
  void refusesNormalisedCoordinates() {
    assertRefused(
        () -> frame(1280, 720, person("7", 0.4f, 0.9f, 1)),
        RejectReason.NORMALISED_COORDINATES,
        "expected pixel coordinates on a frame of 1280x720, got all within 0..1 or near it");
  }

  @ParameterizedTest
  @ValueSource(floats = {1.013f, -0.2f, 1.6f, 2.5f})
  void recognisesNormalisedCoordinatesWithAJointOutside(float outside) {
    float[] keypoints = person("7", 0.4f, 0.9f, 1).keypoints();
    keypoints[46] = outside;

    assertRefused(
        () -> frame(1280, 720, person("6", 0.5f, 0.5f, 1), new Person("7", keypoints, 1)),
        RejectReason.NORMALISED_COORDINATES,
        "got all within 0..1 or near it");
  }

  @Test
  void takesABodyOfAFewPixelsOnAThumbnail() {
    assertThat(frame(24, 16, person("7", 3, 4, 1)).persons()).hasSize(1);
  }

  @Test
  void guessesTheUnitOfATimeNoCalendarShows() {
    assertRefused(
        () ->
            new PoseFrame(
                "cam", 3, 1_790_000_000_000_000_000L, 9, 9, KeypointLayout.COCO17, List.of()),
        RejectReason.EVENT_TIME,
        "1000 times too large: is it in another unit?");
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

  private static void assertLost(PoseFrame frame, Part part, RejectReason reason, int count) {
    assertThat(frame.faults().losses()).containsExactly(new Loss(part, reason, count));
  }

  private static void assertAbsent(PoseFrame frame, int joint) {
    Person person = frame.persons().get(0);
    assertThat(List.of(person.x(joint), person.y(joint), person.jointScore(joint)))
        .containsOnly(0f);
    assertThat(person.jointScore(joint + 1)).isPositive();
  }

  private static Person withJoint(int joint, float... values) {
    float[] keypoints = person("7", 100, 200, 0.9f).keypoints();
    System.arraycopy(values, 0, keypoints, Person.STRIDE * joint, Person.STRIDE);
    return new Person("7", keypoints, 1);
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
