package io.posestream.core.model;

/** The device or the runtime failed while scoring; the caller's task must fail, not go on. */
public final class ModelFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with model and device
   * @param cause the runtime's own error
   */
  public ModelFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
