package io.posestream.testkit.simulation.actor;

import io.posestream.testkit.simulation.body.Pose;
import io.posestream.testkit.simulation.body.Skeleton;
import io.posestream.testkit.simulation.body.Spot;
import io.posestream.testkit.simulation.body.Vec3;
import io.posestream.testkit.simulation.motion.Falling;
import io.posestream.testkit.simulation.motion.Fighting;
import io.posestream.testkit.simulation.motion.Gait;
import io.posestream.testkit.simulation.motion.Jumping;
import io.posestream.testkit.simulation.motion.Motion;
import io.posestream.testkit.simulation.motion.Squatting;
import io.posestream.testkit.simulation.motion.Standing;
import io.posestream.testkit.simulation.motion.Waving;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A person in a scene and the script they follow.
 *
 * <p>Places are metres on the ground: x to the camera's right, z away from it. The script begins
 * when the actor enters; each act begins where and when the one before ends, and whoever has
 * nothing left to do stands. Immutable: every method returns a new actor.
 */
public final class Actor {
  private static final double WALKING_SPEED = 1.1;
  private static final double RUNNING_SPEED = 2.4;
  private static final double SETTLING = 0.5;

  private final String track;
  private final double stature;
  private final double enters;
  private final double leaves;
  private final Spot here;
  private final List<Act> acts;

  private Actor(
      String track, double stature, double enters, double leaves, Spot here, List<Act> acts) {
    this.track = track;
    this.stature = stature;
    this.enters = enters;
    this.leaves = leaves;
    this.here = here;
    this.acts = List.copyOf(acts);
  }

  /**
   * Creates an actor without a script: somebody who stands and faces the camera.
   *
   * @param track the tracker's id
   * @param x metres to the camera's right
   * @param z metres away from the camera
   */
  public static Actor at(String track, double x, double z) {
    return new Actor(track, 1.72, 0, Double.POSITIVE_INFINITY, Spot.at(x, z), List.of());
  }

  /** Somebody who walks from one place to another from the start of the scene. */
  public static Actor walker(String track, double x, double z, double toX, double toZ) {
    return at(track, x, z).walkTo(toX, toZ);
  }

  /** Somebody who runs from one place to another from the start of the scene. */
  public static Actor runner(String track, double x, double z, double toX, double toZ) {
    return at(track, x, z).runTo(toX, toZ);
  }

  /** Somebody who stands and waves between two times, in seconds. */
  public static Actor waver(String track, double x, double z, double from, double to) {
    return at(track, x, z).stand(from).wave(to - from);
  }

  /** Somebody who stands, falls at a time, in seconds, and stays down. */
  public static Actor faller(String track, double x, double z, double at) {
    return at(track, x, z).stand(at).fall();
  }

  /** Returns this actor with a stature in metres. */
  public Actor stature(double metres) {
    return new Actor(track, metres, enters, leaves, here, acts);
  }

  /** Returns this actor, in view between two times of the scene, in seconds. */
  public Actor between(double from, double to) {
    return new Actor(track, stature, from, to, here, acts);
  }

  /**
   * Returns this actor, turned for the acts that follow.
   *
   * @param degrees 0 towards the camera, 90 to the camera's right
   */
  public Actor facing(double degrees) {
    Spot turned = new Spot(here.x(), here.z(), Math.toRadians(degrees));
    return new Actor(track, stature, enters, leaves, turned, acts);
  }

  /** Returns this actor, standing idly for some seconds. */
  public Actor stand(double seconds) {
    return then(Act.idle(seconds, new Standing(phase()), here));
  }

  /** Returns this actor, walking to a place. */
  public Actor walkTo(double x, double z) {
    return travel("walk", x, z, WALKING_SPEED, Gait.walk(WALKING_SPEED, stature));
  }

  /** Returns this actor, running to a place. */
  public Actor runTo(double x, double z) {
    return travel("run", x, z, RUNNING_SPEED, Gait.run(RUNNING_SPEED, stature));
  }

  /** Returns this actor, waving with the right hand for some seconds. */
  public Actor wave(double seconds) {
    return then(Act.of("wave", seconds, new Waving(Waving.Arms.RIGHT, 1.6, phase()), here));
  }

  /** Returns this actor, waving with both arms, as for help, for some seconds. */
  public Actor waveBothArms(double seconds) {
    return then(Act.of("wave", seconds, new Waving(Waving.Arms.BOTH, 1.2, phase()), here));
  }

  /** Returns this actor, doing jumping jacks for some seconds. */
  public Actor jump(double seconds) {
    return then(Act.of("jump", seconds, new Jumping(0.6), here));
  }

  /** Returns this actor, doing squats for some seconds. */
  public Actor squat(double seconds) {
    return then(Act.of("squat", seconds, new Squatting(0.58), here));
  }

  /** Returns this actor, falling to the left and lying for the rest of the scene. */
  public Actor fall() {
    return fall(90);
  }

  /**
   * Returns this actor, falling and lying for the rest of the scene.
   *
   * @param degrees 0 forward, 90 to the person's left, 180 backward
   */
  public Actor fall(double degrees) {
    Motion falling = new Falling(Math.toRadians(degrees));
    double down = Falling.SECONDS + SETTLING;
    return then(Act.of("fall", down, falling, here))
        .then(Act.idle(Double.POSITIVE_INFINITY, time -> falling.at(down + time), here));
  }

  /** Returns this actor, punching somebody in front for some seconds. */
  public Actor punch(String other, double seconds) {
    return then(Act.of("2p_punching", seconds, Fighting.PUNCHING, here).with(other));
  }

  /** Returns this actor, kicking somebody in front for some seconds. */
  public Actor kick(String other, double seconds) {
    return then(Act.of("2p_kicking", seconds, Fighting.KICKING, here).with(other));
  }

  /** Returns this actor, taking somebody's blows for some seconds. */
  public Actor reel(double seconds) {
    return then(Act.idle(seconds, Fighting.REELING, here));
  }

  private Actor travel(String label, double x, double z, double speed, Motion motion) {
    Spot goal = Spot.at(x, z);
    Spot from = here.facing(goal);
    Spot to = new Spot(x, z, from.heading());
    return then(Act.travel(label, from.distanceTo(goal) / speed, motion, from, to));
  }

  private Actor then(Act act) {
    List<Act> longer = new ArrayList<>(acts);
    longer.add(act);
    return new Actor(track, stature, enters, leaves, act.to(), longer);
  }

  // Any spread over 0..1 will do that is the same on every run.
  private double phase() {
    return Math.floorMod(track.hashCode() * 0x9E3779B9, 1000) / 1000.0;
  }

  /** Returns the tracker's id. */
  public String track() {
    return track;
  }

  /** Returns the stature. */
  public double statureMetres() {
    return stature;
  }

  /** Returns the joints in the world at a time of the scene, in seconds, if the actor is there. */
  public Optional<Vec3[]> jointsAt(double time) {
    if (time < enters || time >= leaves) {
      return Optional.empty();
    }
    Pose pose = script().at(time - enters);
    return Optional.of(Skeleton.joints(pose.posture(), pose.spot(), stature));
  }

  private Script script() {
    return new Script(acts, Act.idle(Double.POSITIVE_INFINITY, new Standing(phase()), here));
  }

  /** Returns what the actor does that has a label, in scene time, whether in view or not. */
  public List<LabelledAction> actions() {
    return script().actions(enters, leaves);
  }
}
