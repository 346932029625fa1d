package io.posestream.testkit.simulation;

import io.posestream.testkit.simulation.actor.Actor;
import io.posestream.testkit.simulation.camera.Camera;
import io.posestream.testkit.simulation.camera.EstimatorNoise;
import java.util.ArrayList;
import java.util.List;

/** Ready scenes. */
public final class DemoScenes {
  /** Most people {@link #crowd} has room for. */
  public static final int LARGEST_CROWD = 50;

  private static final double SECONDS = 30;
  private static final double FPS = 15;

  private DemoScenes() {}

  /** Returns the lobby and the yard: two cameras, half a minute each at 15 frames/s. */
  public static Simulation demo() {
    return lobby().and(yard());
  }

  /**
   * Returns the lobby: people walk through, one waves from 4 s to 9 s, one falls at 12 s and stays
   * down. The tracker renames the waver at 20 s and loses a walker for a second.
   */
  public static Simulation lobby() {
    return Scene.camera("lobby")
        .fps(FPS)
        .seconds(SECONDS)
        .seed(11)
        .clockJitterMillis(6)
        .dropFrames(0.01)
        .with(
            Actor.waver("1", -1.7, 6.2, 4, 9).stand(8).wave(4).stature(1.78),
            Actor.at("2", -4.2, 8.6).walkTo(4.6, 8.2).stature(1.66).between(0, 8.5),
            Actor.faller("3", 1.5, 7.0, 12).stature(1.74),
            Actor.at("4", 5.2, 9.6).walkTo(-5.4, 9.2).stature(1.82).between(8, 18.5),
            Actor.at("5", -4.8, 9.0).walkTo(-0.9, 8.0).stand(9).between(17, SECONDS))
        .idSwitch("1", "6", 20)
        .gap("4", 11, 12)
        .simulate();
  }

  /**
   * Returns the yard: two stand and talk until one attacks the other, fists from 10 s and feet from
   * 16.4 s to 18 s; one does jumping jacks from 5 s to 9 s; one walks past.
   */
  public static Simulation yard() {
    Actor attacker =
        Actor.at("21", -0.7, 6.9).facing(-65).stand(10).punch("22", 6.4).kick("22", 1.6);
    Actor victim = Actor.at("22", -1.65, 6.45).facing(115).stand(10).reel(8).stature(1.8);
    return Scene.camera("yard")
        .fps(FPS)
        .seconds(SECONDS)
        .seed(19)
        .clockJitterMillis(6)
        .with(attacker, victim)
        .with(
            Actor.at("23", 1.9, 6.8).stand(5).jump(4).stature(1.7),
            Actor.at("24", 5.4, 10.4).walkTo(-5.6, 10.0).between(19, 28))
        .simulate();
  }

  /** Returns a scene where nothing happens: two stand, one walks up and down. */
  public static Simulation calm() {
    return Scene.camera("calm")
        .fps(FPS)
        .seconds(SECONDS)
        .seed(13)
        .with(
            Actor.at("1", -1.8, 6.4),
            Actor.at("2", 1.6, 6.8).facing(-40).stature(1.8),
            Actor.at("3", -3.6, 9.0).walkTo(3.6, 9.0).walkTo(-3.6, 9.4).walkTo(3.6, 9.2))
        .simulate();
  }

  /**
   * Returns a crowd on a place: every other person paces, the rest stand; all are in every frame.
   *
   * @param persons 1..{@link #LARGEST_CROWD}
   * @param seconds length
   * @param fps frames per second
   */
  public static Simulation crowd(int persons, double seconds, double fps) {
    if (persons < 1 || persons > LARGEST_CROWD) {
      throw new IllegalArgumentException(
          "persons: expected 1..%d, got %d".formatted(LARGEST_CROWD, persons));
    }
    return Scene.camera("crowd-" + persons)
        .view(Camera.MAST)
        .size(1920, 1080)
        .fps(fps)
        .seconds(seconds)
        .seed(persons)
        .noise(EstimatorNoise.JITTER)
        .with(standInRows(persons, seconds))
        .simulate();
  }

  private static List<Actor> standInRows(int persons, double seconds) {
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < persons; i++) {
      int row = i / 8;
      double x = 1.05 * (i % 8 - 3.5);
      double z = 10.5 + 1.6 * row;
      Actor actor = Actor.at(String.valueOf(i), x, z).stature(1.6 + 0.03 * (i % 9));
      actors.add(i % 2 == 0 ? actor.facing(40 * i) : pacing(actor, x, z, seconds));
    }
    return actors;
  }

  private static Actor pacing(Actor actor, double x, double z, double seconds) {
    Actor pacing = actor;
    for (int lap = 0; lap < seconds / 2; lap++) {
      pacing = pacing.walkTo(x + 0.8, z + 0.2).walkTo(x - 0.4, z);
    }
    return pacing;
  }
}
