package io.posestream.formats.clipfile;

/** A clip file that cannot be used; names the place, what was expected and what was found. */
public final class ClipFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public ClipFileException(String message) {
    super(message);
  }

  /** Creates the exception with the error that showed it. */
  public ClipFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
