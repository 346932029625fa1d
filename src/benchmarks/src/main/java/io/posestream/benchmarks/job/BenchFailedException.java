package io.posestream.benchmarks.job;

/** A measurement that could not be made. */
final class BenchFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchFailedException(String message) {
    super(message);
  }

  BenchFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
