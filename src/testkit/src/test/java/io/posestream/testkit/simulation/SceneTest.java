package io.posestream.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.actor.Actor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SceneTest {
  private static Scene twoPeople() {
    return Scene.camera("cam-1")
        .size(1280, 720)
        .fps(20)
        .seconds(4)
        .seed(7)
        .with(Actor.walker("1", -2, 7, 2, 7), Actor.at("2", 0, 8));
  }

  @Test
  void sameSettingsGiveTheSameSimulation() {
    assertThat(twoPeople().simulate()).isEqualTo(twoPeople().simulate());
  }

  @Test
  void anotherSeedGivesOtherNoise() {
    assertThat(twoPeople().seed(8).simulate().frames())
        .isNotEqualTo(twoPeople().simulate().frames());
  }

  @Test
  void framesComeAtTheirRate() {
    List<PoseFrame> frames = twoPeople().startMicros(1_000_000_000_000L).simulate().frames();

    assertThat(frames).hasSize(80);
    assertThat(frames.get(0).timeMicros()).isEqualTo(1_000_000_000_000L);
    assertThat(frames.get(79).timeMicros()).isEqualTo(1_000_003_950_000L);
    assertThat(frames).extracting(PoseFrame::camera).containsOnly("cam-1");
  }

  @Test
  void clockJitterKeepsFramesInOrder() {
    List<PoseFrame> frames = twoPeople().clockJitterMillis(500).simulate().frames();

    assertThat(frames).extracting(PoseFrame::timeMicros).isSorted().doesNotHaveDuplicates();
    assertThat(frames).anyMatch(frame -> frame.timeMicros() % 50_000 != 0);
  }

  @Test
  void droppedFramesLeaveHolesInTheNumbers() {
    List<PoseFrame> frames = twoPeople().dropFrames(0.25).simulate().frames();

    assertThat(frames).hasSizeBetween(45, 75);
    assertThat(frames).extracting(PoseFrame::number).isSorted().doesNotHaveDuplicates();
    assertThat(twoPeople().simulate().frames()).containsAll(frames);
  }

  @Test
  void gapTakesOnePersonOutAndNobodyElse() {
    List<PoseFrame> frames = twoPeople().gap("2", 1, 2).simulate().frames();

    for (PoseFrame frame : frames) {
      boolean lost = frame.timeMillis() >= 1000 && frame.timeMillis() < 2000;
      assertThat(Watched.person(frame, "2").isPresent()).isEqualTo(!lost);
      assertThat(Watched.person(frame, "1")).isPresent();
    }
  }

  @Test
  void idSwitchRenamesOnePersonInFramesAndTruths() {
    Simulation simulation = twoPeople().idSwitch("1", "9", 2).simulate();

    assertThat(Watched.person(Watched.frameAt(simulation.frames(), 1900), "1")).isPresent();
    PoseFrame after = Watched.frameAt(simulation.frames(), 2000);
    assertThat(Watched.person(after, "1")).isEmpty();
    assertThat(Watched.person(after, "9")).isPresent();
    assertThat(simulation.truthsOf("walk").get(0).tracks()).containsExactlyInAnyOrder("1", "9");
  }

  @Test
  void personsOutOfViewAreNotReported() {
    Scene scene = Scene.camera("c").seconds(2).with(Actor.at("1", 30, 7), Actor.at("2", 0, -5));

    assertThat(scene.simulate().frames()).allMatch(frame -> frame.persons().isEmpty());
  }

  @Test
  void actorsComeAndGo() {
    Scene scene = Scene.camera("c").seconds(3).with(Actor.at("1", 0, 7).between(1, 2));
    List<PoseFrame> frames = scene.simulate().frames();

    for (PoseFrame frame : frames) {
      boolean there = frame.timeMillis() >= 1000 && frame.timeMillis() < 2000;
      assertThat(frame.persons()).hasSize(there ? 1 : 0);
    }
  }

  @Test
  void refusesARateThatIsNotPositive() {
    assertThatThrownBy(() -> Scene.camera("c").fps(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fps: expected a positive number, got 0.0");
  }
}
