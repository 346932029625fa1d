package io.posestream.testkit.simulation;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.actor.Actor;
import io.posestream.testkit.simulation.body.Joint;
import io.posestream.testkit.simulation.body.Vec3;
import io.posestream.testkit.simulation.camera.Body;
import io.posestream.testkit.simulation.camera.Camera;
import io.posestream.testkit.simulation.camera.Estimator;
import io.posestream.testkit.simulation.camera.EstimatorNoise;
import io.posestream.testkit.simulation.camera.Tracker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A scene being set up: a camera, actors, and the faults of estimator and tracker.
 *
 * <p>A builder: mutable, for one thread. The same settings give the same simulation, always.
 */
public final class Scene {
  private static final double MICROS = 1e6;

  private final String id;
  private final List<Actor> actors = new ArrayList<>();
  private final Tracker tracker = new Tracker();
  private Camera camera = Camera.WALL;
  private EstimatorNoise noise = EstimatorNoise.TYPICAL;
  private int width = 1280;
  private int height = 720;
  private double fps = 15;
  private double seconds = 10;
  private long seed = 1;
  private long startMicros;
  private double droppedFrames;
  private double clockJitterMillis;

  private Scene(String id) {
    this.id = id;
  }

  /** Starts a scene: 10 s of an empty place at 15 frames/s in 1280x720, from the epoch on. */
  public static Scene camera(String id) {
    return new Scene(id);
  }

  /** Sets where the camera is and how it looks. */
  public Scene view(Camera view) {
    this.camera = view;
    return this;
  }

  /** Sets the image size in pixels. */
  public Scene size(int imageWidth, int imageHeight) {
    this.width = imageWidth;
    this.height = imageHeight;
    return this;
  }

  /** Sets the frame rate. */
  public Scene fps(double framesPerSecond) {
    this.fps = requirePositive("fps", framesPerSecond);
    return this;
  }

  /** Sets the length. */
  public Scene seconds(double length) {
    this.seconds = requirePositive("seconds", length);
    return this;
  }

  /** Sets the seed of everything random. */
  public Scene seed(long value) {
    this.seed = value;
    return this;
  }

  /** Sets the event time of the first frame in microseconds since the epoch. */
  public Scene startMicros(long micros) {
    this.startMicros = micros;
    return this;
  }

  /** Sets the faults of the pose estimator. */
  public Scene noise(EstimatorNoise estimatorNoise) {
    this.noise = estimatorNoise;
    return this;
  }

  /** Adds actors. */
  public Scene with(Actor... more) {
    return with(List.of(more));
  }

  /** Adds actors. */
  public Scene with(Collection<Actor> more) {
    actors.addAll(more);
    return this;
  }

  /** Lets the tracker call one person by another id from a second of the scene on. */
  public Scene idSwitch(String track, String newTrack, double second) {
    tracker.addSwitch(track, newTrack, second);
    return this;
  }

  /** Lets the tracker lose one person between two seconds of the scene. */
  public Scene gap(String track, double from, double to) {
    tracker.addGap(track, from, to);
    return this;
  }

  /** Loses a share of all frames; their numbers are missing. */
  public Scene dropFrames(double share) {
    this.droppedFrames = share;
    return this;
  }

  /** Stamps every frame up to so many milliseconds late, never out of order. */
  public Scene clockJitterMillis(double most) {
    this.clockJitterMillis = most;
    return this;
  }

  private static double requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s: expected a positive number, got %s".formatted(name, value));
    }
    return value;
  }

  /** Runs the scene. */
  public Simulation simulate() {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom clock = random.split();
    Estimator estimator = new Estimator(noise, random.split(), width, height, fps);
    List<PoseFrame> frames = new ArrayList<>();
    for (int number = 0; number < Math.round(fps * seconds); number++) {
      // Both are drawn for every frame, so that dropping one does not change the others.
      boolean dropped = clock.nextDouble() < droppedFrames;
      long micros = stamp(number, clock.nextDouble());
      List<Person> persons = look(number / fps, estimator);
      if (!dropped) {
        frames.add(
            new PoseFrame(id, number, micros, width, height, KeypointLayout.COCO17, persons));
      }
    }
    return new Simulation(frames, new TruthBuilder(id, startMicros, seconds, tracker).of(actors));
  }

  private long stamp(int number, double lateness) {
    double latest = Math.min(1000 * clockJitterMillis, 0.9 * MICROS / fps);
    return startMicros + Math.round(number * MICROS / fps + lateness * latest);
  }

  private List<Person> look(double time, Estimator estimator) {
    List<Body> bodies = new ArrayList<>();
    for (Actor actor : actors) {
      actor.jointsAt(time).ifPresent(joints -> bodies.add(seen(actor, joints)));
    }
    List<Person> persons = new ArrayList<>();
    for (Body body : bodies) {
      // The estimator looks first, so that a gap does not change anybody else.
      estimator
          .report(time, body, bodies)
          .filter(person -> !tracker.loses(person.trackId(), time))
          .map(person -> renamed(person, tracker.idOf(person.trackId(), time)))
          .ifPresent(persons::add);
    }
    return persons;
  }

  private static Person renamed(Person person, String track) {
    return new Person(track, person.keypoints(), person.score());
  }

  private Body seen(Actor actor, Vec3[] joints) {
    List<Vec3> pixels = new ArrayList<>();
    for (Vec3 joint : joints) {
      pixels.add(camera.project(joint, width, height));
    }
    double depth = pixels.get(Joint.LEFT_HIP.index()).z();
    double bodyHeight = actor.statureMetres() * camera.focalLength() * width / depth;
    return new Body(actor.track(), pixels, bodyHeight);
  }
}
