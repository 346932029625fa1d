package io.posestream.formats.clipfile;

/** A clip file is invalid; the message names the place, the expected and the actual content. */
public final class ClipFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public ClipFileException(String message) {
    super(message);
  }

  /** Creates the exception with its cause. */
  public ClipFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
