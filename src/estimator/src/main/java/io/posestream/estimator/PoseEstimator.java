package io.posestream.estimator;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.estimator.network.PictureInput;
import io.posestream.estimator.network.PoseReader;
import io.posestream.estimator.network.PoseReader.Placement;
import io.posestream.estimator.picture.Picture;
import io.posestream.onnx.bundle.EstimatorBundle;
import io.posestream.onnx.session.PictureSession;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds the poses in pictures.
 *
 * <p>Owns the network. Thread-safe: cameras share one estimator, which takes their pictures one
 * after the other, each camera in its turn. {@link #close} waits for the picture at hand.
 */
public final class PoseEstimator implements AutoCloseable {
  private final EstimatorBundle bundle;
  private final EstimatorSettings settings;
  private final PictureSession network;
  private final PictureInput input;
  private final PoseReader reader;
  // Fair, so that no camera waits for ever behind a faster one.
  private final ReentrantLock turn = new ReentrantLock(true);
  private boolean closed;

  private PoseEstimator(
      EstimatorBundle bundle, EstimatorSettings settings, PictureSession network) {
    this.bundle = bundle;
    this.settings = settings;
    this.network = network;
    input = new PictureInput(bundle.sideMultiple());
    reader =
        new PoseReader(
            bundle.layout().joints(),
            (float) settings.leastPerson(),
            (float) settings.leastJoint(),
            settings.mostPersons());
  }

  /**
   * Opens a bundle.
   *
   * @param folder of the bundle, such as {@code models/movenet-multipose}
   * @param settings how pictures become poses
   * @throws io.posestream.onnx.bundle.BundleException if the bundle is not as it should be
   */
  public static PoseEstimator open(Path folder, EstimatorSettings settings) {
    EstimatorBundle bundle = EstimatorBundle.read(folder);
    return new PoseEstimator(bundle, settings, PictureSession.open(bundle, settings.threads()));
  }

  /**
   * Finds the poses in a picture.
   *
   * @param picture in any size; one whose long side has {@link EstimatorSettings#size} pixels is
   *     not scaled again
   * @return the people in it, the best first, without ids, in pixels of the picture as it was taken
   * @throws io.posestream.core.model.ModelFailedException if the runtime fails
   * @throws IllegalStateException if the estimator is closed
   */
  public List<Person> poses(Picture picture) {
    Picture shown = picture.withLongSide(settings.size());
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the estimator is closed");
      }
      input.put(shown);
      float[] values = network.run(input.values(), input.canvas().height(), input.canvas().width());
      return reader.read(values, new Placement(input.canvas(), shown.size(), picture.taken()));
    } finally {
      turn.unlock();
    }
  }

  /**
   * Returns frames of a camera whose people keep their ids.
   *
   * @param id of the camera, not empty
   * @param trackPrefix of every id, so that those of this run differ from those of another; may be
   *     empty
   */
  public CameraPoses camera(String id, String trackPrefix) {
    return new CameraPoses(this, id, trackPrefix);
  }

  /** Returns the joints of a pose. */
  public KeypointLayout layout() {
    return bundle.layout();
  }

  /** Returns how pictures become poses. */
  public EstimatorSettings settings() {
    return settings;
  }

  /** Closes the network; safe to call twice. */
  @Override
  public void close() {
    turn.lock();
    try {
      if (!closed) {
        closed = true;
        network.close();
      }
    } finally {
      turn.unlock();
    }
  }
}
