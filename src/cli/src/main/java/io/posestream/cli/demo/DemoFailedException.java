package io.posestream.cli.demo;

import org.apache.flink.util.ExceptionUtils;

/** The embedded job failed; the message ends with the root cause. */
public final class DemoFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoFailedException(String message, Throwable cause) {
    super(message + ": " + root(cause), cause);
  }

  private static String root(Throwable cause) {
    Throwable root = ExceptionUtils.stripCompletionException(cause);
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
