package io.posestream.cli.page;

import io.posestream.estimator.CameraPoses;
import io.posestream.estimator.PoseEstimator;
import io.posestream.estimator.picture.PictureDecoder;
import io.posestream.job.kafka.Replay;
import io.posestream.view.server.PictureInput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the poses in the pictures of a browser's camera and writes them to the frame topic; from
 * there they go the way of all frames.
 *
 * <p>The estimator and the connection are opened with the first picture. Owned by the server's
 * thread for pictures; closing must not overlap a picture.
 */
public final class BrowserPictures implements PictureInput, AutoCloseable {
  private static final long MICROS = 1000;

  private final Supplier<PoseEstimator> opener;
  private final String bootstrap;
  private final Map<String, String> properties;
  private final String topic;
  private Optional<PoseEstimator> estimator = Optional.empty();

  /**
   * Takes where frames go.
   *
   * @param opener opens the estimator
   * @param bootstrap brokers to start from
   * @param properties further client properties
   * @param topic takes the frames
   */
  public BrowserPictures(
      Supplier<PoseEstimator> opener,
      String bootstrap,
      Map<String, String> properties,
      String topic) {
    this.opener = opener;
    this.bootstrap = bootstrap;
    this.properties = Map.copyOf(properties);
    this.topic = topic;
  }

  @Override
  public synchronized Session open(String camera) {
    PoseEstimator open = estimator.orElseGet(opener);
    estimator = Optional.of(open);
    // Ids of another session are other people's.
    String prefix = System.currentTimeMillis() + "-";
    return new Filmed(open.camera(camera, prefix), new Replay(bootstrap, properties, topic));
  }

  /** The frames of one camera. */
  private static final class Filmed implements Session {
    private final CameraPoses poses;
    private final Replay frames;

    Filmed(CameraPoses poses, Replay frames) {
      this.poses = poses;
      this.frames = frames;
    }

    @Override
    public void picture(byte[] jpeg, long timeMillis) throws IOException {
      frames.send(poses.frame(PictureDecoder.decode(jpeg), MICROS * timeMillis));
    }

    @Override
    public void close() {
      frames.close();
    }
  }

  @Override
  public synchronized void close() {
    estimator.ifPresent(PoseEstimator::close);
  }
}
