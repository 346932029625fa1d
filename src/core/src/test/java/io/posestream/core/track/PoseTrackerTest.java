package io.posestream.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoseTrackerTest {
  private static final KeypointLayout LAYOUT = KeypointLayout.COCO17;

  private final PoseTracker tracker = new PoseTracker("");

  @Test
  void countsPersonsUp() {
    assertThat(ids(0, at(100), at(500))).containsExactly("1", "2");
  }

  @Test
  void followsPersonsInWhateverOrderTheyCome() {
    ids(0, at(100), at(500));

    assertThat(ids(0.1, at(505), at(105))).containsExactly("2", "1");
  }

  @Test
  void followsSomebodyWhoWalksAtFiveFramesASecond() {
    for (int frame = 0; frame < 20; frame++) {
      assertThat(ids(frame / 5.0, at(100 + 50 * frame), at(2000))).containsExactly("1", "2");
    }
  }

  @Test
  void tellsTwoApartWhoPassEachOther() {
    List<List<String>> seen = new ArrayList<>();
    for (int frame = 0; frame <= 40; frame++) {
      seen.add(ids(frame / 20.0, at(100 + 10 * frame), at(505 - 10 * frame)));
    }

    assertThat(seen).containsOnly(List.of("1", "2"));
  }

  @Test
  void findsAgainWhoWasHiddenForAWhile() {
    ids(0, at(100));
    ids(0.5);

    assertThat(ids(0.9, at(110))).containsExactly("1");
  }

  @Test
  void forgetsWhoWasGoneForMoreThanTwoSeconds() {
    ids(0, at(100));

    assertThat(ids(2.1, at(100))).containsExactly("2");
  }

  @Test
  void findsAgainWhoStoodStillWhileHidden() {
    ids(0, at(100), at(600));
    ids(0.1, at(600));

    assertThat(ids(1.9, at(600), at(105))).containsExactly("2", "1");
  }

  @Test
  void followsSomebodyWhoRunsAtFiveFramesASecond() {
    for (int frame = 0; frame < 10; frame++) {
      assertThat(ids(frame / 5.0, at(100 + 150 * frame))).containsExactly("1");
    }
  }

  @Test
  void doesNotGiveTheIdOfSomebodyLostToOneFarAway() {
    ids(0, at(100), at(600));
    ids(0.1, at(100));

    assertThat(ids(0.2, at(100), at(900))).containsExactly("1", "3");
  }

  @Test
  void followsSomebodyWhoTurnsRound() {
    for (int frame = 0; frame <= 20; frame++) {
      int step = frame <= 10 ? frame : 20 - frame;
      assertThat(ids(frame / 10.0, at(100 + 30 * step), at(500))).containsExactly("1", "2");
    }
  }

  @Test
  void beginsATrackForSomebodyElsewhere() {
    ids(0, at(100));

    assertThat(ids(0.1, at(800))).containsExactly("2");
  }

  @Test
  void followsSomebodyOfWhomAJointIsNoNumber() {
    float[] keypoints = at(102).keypoints();
    keypoints[0] = Float.NaN;
    ids(0, at(100));

    assertThat(ids(0.1, new Person("", keypoints, 1))).containsExactly("1");
    assertThat(ids(0.2, at(104))).containsExactly("1");
  }

  @Test
  void keepsItsIdsApartFromThoseOfAnotherRun() {
    assertThat(new PoseTracker("7-").follow(List.of(at(100)), LAYOUT, 0))
        .extracting(Person::trackId)
        .containsExactly("7-1");
  }

  @Test
  void followsJointsOfAnyLayout() {
    Person person = new Person("", new float[3 * KeypointLayout.BODY25.joints()], 1);

    assertThat(tracker.follow(List.of(person), KeypointLayout.BODY25, 0))
        .singleElement()
        .satisfies(named -> assertThat(named.joints()).isEqualTo(25));
  }

  private List<String> ids(double seconds, Person... persons) {
    return tracker.follow(List.of(persons), LAYOUT, Math.round(1e6 * seconds)).stream()
        .map(Person::trackId)
        .toList();
  }

  /** Somebody of 100x320 px whose left edge is at x. */
  private static Person at(double x) {
    float[] keypoints = new float[3 * LAYOUT.joints()];
    for (int joint = 0; joint < LAYOUT.joints(); joint++) {
      keypoints[3 * joint] = (float) (x + 100 * (joint % 2));
      keypoints[3 * joint + 1] = 100 + 20 * joint;
      keypoints[3 * joint + 2] = 0.9f;
    }
    return new Person("", keypoints, 1);
  }
}
