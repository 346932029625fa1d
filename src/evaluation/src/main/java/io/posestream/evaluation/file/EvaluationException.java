package io.posestream.evaluation.file;

/** A file is invalid; the message names the place, the expected and the actual content. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public EvaluationException(String message) {
    super(message);
  }

  /** Creates the exception with its cause. */
  public EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
