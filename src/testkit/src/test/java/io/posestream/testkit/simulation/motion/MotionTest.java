package io.posestream.testkit.simulation.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.Simulation;
import io.posestream.testkit.simulation.Truth;
import io.posestream.testkit.simulation.Watched;
import io.posestream.testkit.simulation.actor.Actor;
import io.posestream.testkit.simulation.body.Joint;
import io.posestream.testkit.simulation.body.Vec3;
import io.posestream.testkit.simulation.camera.EstimatorNoise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MotionTest {
  private static final int[][] BONES = {
    {5, 7}, {7, 9}, {6, 8}, {8, 10}, {11, 13}, {13, 15}, {12, 14}, {14, 16}, {5, 6}, {11, 12}
  };

  private static Simulation perfect(Actor... actors) {
    return Scene.camera("c").noise(EstimatorNoise.NONE).fps(20).seconds(8).with(actors).simulate();
  }

  private static List<Actor> everybody() {
    return List.of(
        Actor.walker("walk", -3, 8, 3, 7),
        Actor.runner("run", -3, 8, 3, 7),
        Actor.waver("wave", 0, 7, 1, 6),
        Actor.at("both", 0, 7).waveBothArms(6),
        Actor.faller("fall", 0, 7, 2),
        Actor.at("jump", 0, 7).jump(6),
        Actor.at("squat", 0, 7).squat(6),
        Actor.at("punch", 0, 7).punch("reel", 3).kick("reel", 3),
        Actor.at("reel", 0, 7).reel(6));
  }

  @Test
  void bonesKeepTheirLengths() {
    for (Actor actor : everybody()) {
      Vec3[] start = actor.jointsAt(0).orElseThrow();
      for (double time = 0; time < 8; time += 0.05) {
        Vec3[] joints = actor.jointsAt(time).orElseThrow();
        // A body on the ground is pressed flat, a little.
        double tolerance = actor.track().equals("fall") && time > 2 ? 0.12 : 1e-6;
        for (int[] bone : BONES) {
          assertThat(length(joints, bone))
              .as("%s at %.2f s", actor.track(), time)
              .isCloseTo(length(start, bone), within(tolerance));
        }
      }
    }
  }

  private static double length(Vec3[] joints, int[] bone) {
    return joints[bone[0]].minus(joints[bone[1]]).length();
  }

  @Test
  void nobodyMovesFasterThanPeopleCan() {
    for (Actor actor : everybody()) {
      for (double time = 0; time < 7.9; time += 0.02) {
        Vec3[] now = actor.jointsAt(time).orElseThrow();
        Vec3[] next = actor.jointsAt(time + 0.02).orElseThrow();
        for (int joint = 0; joint < now.length; joint++) {
          double speed = next[joint].minus(now[joint]).length() / 0.02;
          assertThat(speed).as("%s, joint %d at %.2f s", actor.track(), joint, time).isLessThan(12);
        }
      }
    }
  }

  @Test
  void nobodySinksIntoTheGround() {
    for (Actor actor : everybody()) {
      for (double time = 0; time < 8; time += 0.05) {
        for (Vec3 joint : actor.jointsAt(time).orElseThrow()) {
          assertThat(joint.y()).as("%s at %.2f s", actor.track(), time).isGreaterThan(0);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 90, 180, -90})
  void fallerDropsWithinTheTruth(double direction) {
    Simulation simulation = perfect(Actor.at("1", 0, 7).stand(3).fall(direction));

    Truth fall = simulation.truthsOf("fall").get(0);
    double before = hips(simulation.frames(), fall.startMillis());
    double after = hips(simulation.frames(), fall.endMillis());
    double lying = hips(simulation.frames(), 7900);
    assertThat(fall.startMillis()).isEqualTo(3000);
    assertThat(fall.endMillis() - fall.startMillis()).isBetween(800L, 1600L);
    assertThat(after - before).isGreaterThan(60);
    assertThat(lying).isCloseTo(after, within(3.0));
  }

  private static double hips(List<PoseFrame> frames, long millis) {
    return Watched.y(frames, "1", millis, Joint.LEFT_HIP);
  }

  @Test
  void fallerLiesWiderThanTall() {
    List<PoseFrame> frames = perfect(Actor.faller("1", 0, 7, 2)).frames();

    assertThat(Watched.tallness(frames, "1", 1900)).isGreaterThan(2.5);
    assertThat(Watched.tallness(frames, "1", 3500)).isLessThan(0.6);
  }

  @Test
  void waverHoldsTheWristAboveTheHeadOnlyWithinTheTruth() {
    Simulation simulation = perfect(Actor.waver("1", 0, 7, 2, 6));

    Truth wave = simulation.truthsOf("wave").get(0);
    assertThat(wave.startMillis()).isEqualTo(2000);
    assertThat(wave.endMillis()).isEqualTo(6000);
    for (PoseFrame frame : simulation.frames()) {
      long time = frame.timeMillis();
      if (!wave.overlaps(time - 400, time + 400)) {
        assertThat(handIsUp(frame)).isFalse();
      }
    }
    assertThat(simulation.frames().stream().filter(MotionTest::handIsUp).count()).isGreaterThan(30);
  }

  private static boolean handIsUp(PoseFrame frame) {
    var person = frame.persons().get(0);
    return person.y(Joint.RIGHT_WRIST.index()) < person.y(Joint.NOSE.index());
  }

  @Test
  void wavingTakesAboutTwoSwingsASecond() {
    List<Double> x = new ArrayList<>();
    for (PoseFrame frame : perfect(Actor.at("1", 0, 7).wave(8)).frames()) {
      x.add((double) frame.persons().get(0).x(Joint.RIGHT_WRIST.index()));
    }
    int turns = 0;
    for (int i = 1; i + 1 < x.size(); i++) {
      turns += (x.get(i) - x.get(i - 1)) * (x.get(i + 1) - x.get(i)) < 0 ? 1 : 0;
    }
    assertThat(turns / 2.0 / 8).isBetween(1.3, 2.2);
  }

  @Test
  void walkerCoversTheGroundAndFeetDoNotSlide() {
    Actor walker = Actor.walker("1", -3, 8, 3, 8);
    double slowest = Double.MAX_VALUE;
    for (double time = 1; time < 2; time += 0.05) {
      Vec3[] now = walker.jointsAt(time).orElseThrow();
      Vec3[] next = walker.jointsAt(time + 0.05).orElseThrow();
      int foot = Joint.LEFT_ANKLE.index();
      slowest = Math.min(slowest, Math.abs(next[foot].x() - now[foot].x()) / 0.05);
    }
    assertThat(slowest).isLessThan(0.15);
    assertThat(walker.jointsAt(7).orElseThrow()[Joint.LEFT_HIP.index()].x())
        .isCloseTo(3, within(0.1));
  }

  @Test
  void armsSwingAgainstTheLegs() {
    Actor walker = Actor.walker("1", -3, 8, 3, 8);
    int against = 0;
    for (double time = 1; time < 4; time += 0.05) {
      Vec3[] joints = walker.jointsAt(time).orElseThrow();
      double legs = ahead(joints, Joint.LEFT_ANKLE) - ahead(joints, Joint.RIGHT_ANKLE);
      double arms = ahead(joints, Joint.LEFT_WRIST) - ahead(joints, Joint.RIGHT_WRIST);
      against += legs * arms < 0 ? 1 : 0;
    }
    assertThat(against / 60.0).isGreaterThan(0.8);
  }

  private static double ahead(Vec3[] joints, Joint joint) {
    return joints[joint.index()].x();
  }

  @Test
  void blowsLandOnTheOther() {
    double apart = 1.05;
    Actor attacker = Actor.at("1", 0, 7).facing(90).punch("2", 6);
    Actor victim = Actor.at("2", apart, 7).facing(-90).reel(6);
    double nearest = Double.MAX_VALUE;
    for (double time = 0; time < 6; time += 0.02) {
      Vec3 fist = attacker.jointsAt(time).orElseThrow()[Joint.RIGHT_WRIST.index()];
      Vec3 nose = victim.jointsAt(time).orElseThrow()[Joint.NOSE.index()];
      nearest = Math.min(nearest, fist.minus(nose).length());
    }
    assertThat(nearest).isLessThan(0.35);
  }

  @Test
  void jumperLeavesTheGround() {
    Actor jumper = Actor.at("1", 0, 7).jump(4);
    double highest = 0;
    for (double time = 0; time < 4; time += 0.02) {
      Vec3[] joints = jumper.jointsAt(time).orElseThrow();
      double left = joints[Joint.LEFT_ANKLE.index()].y();
      highest = Math.max(highest, Math.min(left, joints[Joint.RIGHT_ANKLE.index()].y()));
    }
    assertThat(highest).isBetween(0.15, 0.4);
  }

  @Test
  void squatterGoesDownAndUpAgain() {
    Actor squatter = Actor.at("1", 0, 7).squat(8);
    double lowest = Double.MAX_VALUE;
    double highest = 0;
    for (double time = 0; time < 8; time += 0.02) {
      double hips = squatter.jointsAt(time).orElseThrow()[Joint.LEFT_HIP.index()].y();
      lowest = Math.min(lowest, hips);
      highest = Math.max(highest, hips);
    }
    assertThat(highest - lowest).isBetween(0.35, 0.55);
  }
}
