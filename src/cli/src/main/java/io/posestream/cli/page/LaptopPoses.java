package io.posestream.cli.page;

import io.posestream.core.model.ModelFailedException;
import io.posestream.estimator.CameraPoses;
import io.posestream.estimator.PoseEstimator;
import io.posestream.estimator.picture.PictureDecoder;
import io.posestream.job.kafka.Replay;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.view.server.PictureInput;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the poses in the pictures of a browser's camera and writes the frames to the topic.
 *
 * <p>The network and the producer are opened with the first camera. Thread-safe: cameras share
 * both. Closing closes them.
 */
public final class LaptopPoses implements PictureInput, AutoCloseable {
  private static final long MICROS_PER_MILLI = 1_000;

  private final Supplier<PoseEstimator> estimators;
  private final Supplier<Replay> topics;
  private Optional<Opened> opened = Optional.empty();

  /**
   * Creates an input that has opened nothing yet.
   *
   * @param estimators opens the network
   * @param topics connects to the topic of the frames
   */
  public LaptopPoses(Supplier<PoseEstimator> estimators, Supplier<Replay> topics) {
    this.estimators = estimators;
    this.topics = topics;
  }

  private record Opened(PoseEstimator estimator, Replay topic) {}

  @Override
  public Session open(String camera) throws IOException {
    Opened shared = opened();
    // Ids of another session of the same camera are other people's.
    String prefix = System.currentTimeMillis() + "-";
    return new Camera(shared.estimator().camera(camera, prefix), shared.topic());
  }

  private synchronized Opened opened() throws IOException {
    if (opened.isEmpty()) {
      try {
        opened = Optional.of(new Opened(estimators.get(), topics.get()));
      } catch (BundleException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return opened.get();
  }

  /** The pictures of one browser. */
  private record Camera(CameraPoses poses, Replay topic) implements Session {
    @Override
    public void picture(byte[] jpeg, long timeMillis) throws IOException {
      try {
        topic.send(poses.frame(PictureDecoder.decode(jpeg), MICROS_PER_MILLI * timeMillis));
      } catch (ModelFailedException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      // Network and producer serve the next browser.
    }
  }

  @Override
  public synchronized void close() {
    opened.ifPresent(
        shared -> {
          shared.topic().close();
          shared.estimator().close();
        });
    opened = Optional.empty();
  }
}
