package io.posestream.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoScenesTest {
  private static final Simulation DEMO = DemoScenes.demo();

  @Test
  void demoShowsTwoCamerasForHalfAMinute() {
    assertThat(DEMO.frames()).extracting(PoseFrame::timeMicros).isSorted();
    assertThat(DEMO.framesOf("lobby")).hasSizeBetween(430, 450);
    assertThat(DEMO.framesOf("yard")).hasSize(450);
    assertThat(DEMO.frames().get(DEMO.frames().size() - 1).timeMillis())
        .isBetween(29_800L, 30_000L);
  }

  @Test
  void demoHasItsFallWaveAndFight() {
    Truth fall = DEMO.truthsOf("fall").get(0);
    assertThat(fall.startMillis()).isEqualTo(12_000);
    assertThat(fall.tracks()).containsExactly("3");
    Truth fight = DEMO.truthsOf("2p_punching").get(0);
    assertThat(fight.startMillis()).isEqualTo(10_000);
    assertThat(fight.tracks()).containsExactlyInAnyOrder("21", "22");
    assertThat(DEMO.truthsOf("2p_kicking").get(0).endMillis()).isEqualTo(18_000);
    assertThat(DEMO.truthsOf("wave")).hasSize(2);
    assertThat(DEMO.truthsOf("jump")).hasSize(1);
  }

  @Test
  void fallerStaysDown() {
    List<PoseFrame> lobby = DEMO.framesOf("lobby");

    assertThat(Watched.tallness(lobby, "3", 11_500)).isGreaterThan(1.5);
    assertThat(Watched.tallness(lobby, "3", 20_000)).isLessThan(1);
    assertThat(Watched.tallness(lobby, "3", 29_500)).isLessThan(1);
  }

  @Test
  void trackerLosesAWalkerAndRenamesTheWaver() {
    List<PoseFrame> lobby = DEMO.framesOf("lobby");

    assertThat(Watched.person(Watched.frameAt(lobby, 11_500), "4")).isEmpty();
    assertThat(Watched.person(Watched.frameAt(lobby, 12_100), "4")).isPresent();
    assertThat(Watched.person(Watched.frameAt(lobby, 19_900), "1")).isPresent();
    assertThat(Watched.person(Watched.frameAt(lobby, 20_100), "6")).isPresent();
    assertThat(Watched.person(Watched.frameAt(lobby, 20_100), "1")).isEmpty();
  }

  @Test
  void fightersStayCloseToEachOther() {
    for (PoseFrame frame : DEMO.framesOf("yard")) {
      if (frame.timeMillis() >= 10_000 && frame.timeMillis() < 18_000) {
        Optional<BoundingBox> one = Watched.person(frame, "21").flatMap(Person::extent);
        Optional<BoundingBox> other = Watched.person(frame, "22").flatMap(Person::extent);
        assertThat(Math.abs(middle(other.orElseThrow()) - middle(one.orElseThrow())))
            .isBetween(20f, 1.1f * one.orElseThrow().height());
      }
    }
  }

  private static float middle(BoundingBox box) {
    return box.x() + box.width() / 2;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "4", "5", "6", "21", "22", "23", "24"})
  void peopleAreLargeEnoughToRecognise(String track) {
    // The median, because an outlier stretches a body.
    double[] sizes =
        DEMO.frames().stream()
            .flatMap(frame -> Watched.person(frame, track).stream())
            .filter(DemoScenesTest::isWhole)
            .flatMap(person -> person.extent().stream())
            .mapToDouble(box -> Math.max(box.width(), box.height()))
            .sorted()
            .toArray();

    assertThat(sizes[sizes.length / 2]).isBetween(150.0, 400.0);
  }

  private static boolean isWhole(Person person) {
    for (int joint = 0; joint < person.joints(); joint++) {
      if (person.jointScore(joint) == 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void nothingHappensWhenAllIsCalm() {
    assertThat(DemoScenes.calm().truths()).extracting(Truth::label).containsOnly("walk");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 20, 50})
  void crowdHasEverybodyInEveryFrame(int persons) {
    Simulation crowd = DemoScenes.crowd(persons, 6, 10);

    assertThat(crowd.frames()).hasSize(60);
    assertThat(crowd.frames()).allMatch(frame -> frame.persons().size() == persons);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 51})
  void refusesACrowdItHasNoRoomFor(int persons) {
    assertThatThrownBy(() -> DemoScenes.crowd(persons, 1, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("persons: expected 1..50, got " + persons);
  }
}
