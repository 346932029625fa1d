package io.posestream.testkit.simulation.camera;

import io.posestream.core.pose.Person;
import io.posestream.testkit.simulation.body.Joint;
import io.posestream.testkit.simulation.body.Vec3;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Turns what a camera sees into what a pose estimator reports.
 *
 * <p>Mutable, for one scene: it holds the random numbers and the dropouts that are going on.
 */
public final class Estimator {
  private static final int FEWEST_JOINTS = 3;
  private static final double LOWEST_SCORE = 0.05;

  private record ActiveDropout(Dropout dropout, double until) {}

  private final EstimatorNoise noise;
  private final SplittableRandom random;
  private final int width;
  private final int height;
  private final double fps;
  private final Map<String, ActiveDropout> activeDropouts = new HashMap<>();

  /**
   * Creates an estimator.
   *
   * @param noise its faults
   * @param random all that is random about it
   * @param width of the image in pixels
   * @param height of the image in pixels
   * @param fps frames per second
   */
  public Estimator(
      EstimatorNoise noise, SplittableRandom random, int width, int height, double fps) {
    this.noise = noise;
    this.random = random;
    this.width = width;
    this.height = height;
    this.fps = fps;
  }

  /**
   * Reports a body.
   *
   * @param time seconds of the scene, ascending
   * @param body who is looked at
   * @param bodies everybody in the scene
   * @return empty if the estimator does not see the person
   */
  public Optional<Person> report(double time, Body body, List<Body> bodies) {
    Dropout dropout = dropout(body.track(), time);
    float[] keypoints = new float[Person.STRIDE * Joint.COUNT];
    int found = 0;
    for (Joint joint : Joint.values()) {
      Vec3 point = body.joint(joint);
      if (!dropout.covers(joint) && finds(point, body, bodies)) {
        found += put(keypoints, joint, perturbed(point, body.height()));
      }
    }
    if (found < FEWEST_JOINTS) {
      return Optional.empty();
    }
    Person person = new Person(body.track(), keypoints, 1);
    return Optional.of(new Person(body.track(), keypoints, person.meanJointScore()));
  }

  private boolean finds(Vec3 point, Body body, List<Body> bodies) {
    if (random.nextDouble() < noise.missRate() || !inImage(point)) {
      return false;
    }
    for (Body other : bodies) {
      if (!other.equals(body) && other.hides(point) && random.nextDouble() < noise.hiding()) {
        return false;
      }
    }
    return true;
  }

  private boolean inImage(Vec3 point) {
    return point.z() > 0
        && point.x() >= 0
        && point.x() < width
        && point.y() >= 0
        && point.y() < height;
  }

  private Vec3 perturbed(Vec3 point, double bodyHeight) {
    boolean outlier = random.nextDouble() < noise.outlierRate();
    double spread = bodyHeight * (outlier ? 0.3 : noise.jitter());
    return point.plus(new Vec3(spread * random.nextGaussian(), spread * random.nextGaussian(), 0));
  }

  private int put(float[] keypoints, Joint joint, Vec3 point) {
    if (!inImage(point)) {
      return 0;
    }
    double score = noise.meanScore() + noise.scoreSpread() * random.nextGaussian();
    int at = Person.STRIDE * joint.index();
    keypoints[at] = (float) point.x();
    keypoints[at + 1] = (float) point.y();
    keypoints[at + 2] = (float) Math.max(LOWEST_SCORE, Math.min(1, score));
    return 1;
  }

  private Dropout dropout(String track, double time) {
    ActiveDropout active = activeDropouts.get(track);
    if (active != null && time < active.until) {
      return active.dropout;
    }
    if (random.nextDouble() >= noise.dropoutsPerMinute() / (60 * fps)) {
      return Dropout.NONE;
    }
    Dropout[] kinds = Dropout.values();
    Dropout begins = kinds[1 + random.nextInt(kinds.length - 1)];
    activeDropouts.put(track, new ActiveDropout(begins, time + random.nextDouble(0.3, 1.2)));
    return begins;
  }
}
