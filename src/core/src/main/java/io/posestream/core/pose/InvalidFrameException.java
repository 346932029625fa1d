package io.posestream.core.pose;

/** A pose frame that breaks the contract; the message names what, where, expected and found. */
public final class InvalidFrameException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  /**
   * Creates the exception.
   *
   * @param reason the rule that is broken
   * @param message what was expected, what was found, and where
   */
  public InvalidFrameException(RejectReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns the rule that is broken. */
  public RejectReason reason() {
    return reason;
  }
}
