package io.posestream.testkit.simulation.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.Watched;
import io.posestream.testkit.simulation.actor.Actor;
import io.posestream.testkit.simulation.body.Joint;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimatorNoiseTest {
  private static Scene stander() {
    return Scene.camera("c").fps(20).seconds(60).with(Actor.at("1", 0, 7));
  }

  private static List<PoseFrame> frames(EstimatorNoise noise) {
    return stander().noise(noise).simulate().frames();
  }

  @Test
  void perfectEstimatorReportsEveryJointWithScoreOne() {
    for (PoseFrame frame : frames(EstimatorNoise.NONE)) {
      Person person = frame.persons().get(0);
      for (int joint = 0; joint < person.joints(); joint++) {
        assertThat(person.jointScore(joint)).isEqualTo(1);
      }
    }
  }

  @Test
  void jitterIsAShareOfTheBodyHeight() {
    List<PoseFrame> truth = frames(EstimatorNoise.NONE);
    List<PoseFrame> seen = frames(EstimatorNoise.JITTER);
    double squares = 0;
    for (int i = 0; i < truth.size(); i++) {
      Person real = truth.get(i).persons().get(0);
      Person noisy = seen.get(i).persons().get(0);
      for (int joint = 0; joint < Joint.COUNT; joint++) {
        squares += Math.pow(noisy.x(joint) - real.x(joint), 2);
      }
    }
    double deviation = Math.sqrt(squares / truth.size() / Joint.COUNT);
    double height = 1.72 * 0.9 * 1280 / 7;
    assertThat(deviation).isCloseTo(0.006 * height, within(0.15));
  }

  @Test
  void missedJointsAreZeroThroughoutAndAsOftenAsAsked() {
    int missed = 0;
    int all = 0;
    for (PoseFrame frame : frames(new EstimatorNoise(0.006, 0.86, 0.08, 0.1, 0, 0, 0))) {
      Person person = frame.persons().get(0);
      for (int joint = 0; joint < Joint.COUNT; joint++) {
        all++;
        if (person.jointScore(joint) == 0) {
          missed++;
          assertThat(person.x(joint)).isZero();
          assertThat(person.y(joint)).isZero();
        }
      }
    }
    assertThat((double) missed / all).isCloseTo(0.1, within(0.01));
  }

  @Test
  void scoresSpreadAroundTheirMean() {
    double mean =
        frames(EstimatorNoise.JITTER).stream()
            .mapToDouble(frame -> frame.persons().get(0).meanJointScore())
            .average()
            .orElseThrow();

    assertThat(mean).isCloseTo(0.86, within(0.01));
  }

  @Test
  void outliersAreFarOff() {
    List<PoseFrame> truth = frames(EstimatorNoise.NONE);
    List<PoseFrame> seen = frames(new EstimatorNoise(0, 1, 0, 0, 0.05, 0, 0));
    int far = 0;
    for (int i = 0; i < truth.size(); i++) {
      Person real = truth.get(i).persons().get(0);
      Person noisy = seen.get(i).persons().get(0);
      for (int joint = 0; joint < Joint.COUNT; joint++) {
        boolean off = Math.abs(noisy.x(joint) - real.x(joint)) > 10;
        far += off && noisy.jointScore(joint) > 0 ? 1 : 0;
      }
    }
    assertThat((double) far / truth.size() / Joint.COUNT).isBetween(0.03, 0.055);
  }

  @Test
  void dropoutsTakeLimbsAwayForAWhile() {
    long without =
        frames(new EstimatorNoise(0.006, 0.86, 0.08, 0, 0, 20, 0)).stream()
            .filter(frame -> hasLimbMissing(frame.persons().get(0)))
            .count();

    assertThat(without).isBetween(120L, 500L);
  }

  private static boolean hasLimbMissing(Person person) {
    for (int joint = 0; joint < Joint.COUNT; joint++) {
      if (person.jointScore(joint) == 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  void whoeverStandsInFrontHidesJoints() {
    EstimatorNoise hiding = new EstimatorNoise(0, 1, 0, 0, 0, 0, 1);
    PoseFrame frame =
        Scene.camera("c")
            .noise(hiding)
            .with(Actor.at("front", 0, 6), Actor.at("back", 0.1, 9))
            .simulate()
            .frames()
            .get(0);

    assertThat(hasLimbMissing(Watched.person(frame, "back").orElseThrow())).isTrue();
    assertThat(hasLimbMissing(Watched.person(frame, "front").orElseThrow())).isFalse();
  }

  @Test
  void refusesAShareBeyondOne() {
    assertThatThrownBy(() -> new EstimatorNoise(0, 1, 0, 1.5, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("missRate: expected a share in 0..1, got 1.5");
  }
}
