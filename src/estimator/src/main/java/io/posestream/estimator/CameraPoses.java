package io.posestream.estimator;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.track.PoseTracker;
import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.source.TimedPicture;

/**
 * Makes the frames of one camera out of its pictures: poses from the estimator, ids from a tracker.
 *
 * <p>Mutable, for it follows people; owned and used by one thread. Many cameras may share the
 * estimator, which whoever opened it closes.
 */
public final class CameraPoses {
  private final PoseEstimator estimator;
  private final String camera;
  private final PoseTracker tracker;
  private long number;

  CameraPoses(PoseEstimator estimator, String camera, String trackPrefix) {
    this.estimator = estimator;
    this.camera = camera;
    tracker = new PoseTracker(trackPrefix);
  }

  /**
   * Makes a frame of a picture.
   *
   * @param picture the camera's next
   * @param micros event time in microseconds since the epoch
   * @return the frame, numbered from 0 on, with everybody's id
   * @throws io.posestream.core.model.ModelFailedException if the runtime fails
   */
  public PoseFrame frame(Picture picture, long micros) {
    PoseFrame frame =
        new PoseFrame(
            camera,
            number,
            micros,
            picture.taken().width(),
            picture.taken().height(),
            estimator.layout(),
            tracker.follow(estimator.poses(picture), estimator.layout(), micros));
    number++;
    return frame;
  }

  /**
   * Makes a frame of a picture, which goes with it if it is to be sent.
   *
   * @param timed the camera's next
   * @return the frame, as {@link #frame(Picture, long)} makes it
   * @throws io.posestream.core.model.ModelFailedException if the runtime fails
   */
  public PoseFrame frame(TimedPicture timed) {
    return frame(timed.picture(), timed.micros()).withPicture(timed.sent());
  }
}
