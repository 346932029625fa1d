package io.posestream.onnx.bundle;

/** A bundle cannot be used as it is; says what is wrong and what to do about it. */
public final class BundleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String fix;

  /**
   * Creates the exception.
   *
   * @param reason the file, what was expected in it and what was found
   * @param fix what to do about it
   */
  public BundleException(String reason, String fix) {
    super(message(reason, fix));
    this.reason = reason;
    this.fix = fix;
  }

  /**
   * Creates the exception.
   *
   * @param reason the file, what was expected in it and what was found
   * @param fix what to do about it
   * @param cause the error that showed it
   */
  public BundleException(String reason, String fix, Throwable cause) {
    super(message(reason, fix), cause);
    this.reason = reason;
    this.fix = fix;
  }

  /** Returns the file, what was expected in it and what was found. */
  public String reason() {
    return reason;
  }

  /** Returns what to do about it. */
  public String fix() {
    return fix;
  }

  private static String message(String reason, String fix) {
    return reason + ". Fix: " + fix;
  }
}
