package io.posestream.evaluation.file;

/** A file that cannot be evaluated; names the place, what was expected and what was found. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public EvaluationException(String message) {
    super(message);
  }

  /** Creates the exception with the error that showed it. */
  public EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
