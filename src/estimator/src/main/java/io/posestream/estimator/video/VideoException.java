package io.posestream.estimator.video;

import java.io.IOException;

/** A video cannot be opened or read any further; the message says which, and why. */
public final class VideoException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the video and what is wrong with it
   */
  public VideoException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message the video and what is wrong with it
   * @param cause the error that showed it
   */
  public VideoException(String message, Throwable cause) {
    super(message, cause);
  }
}
