package io.posestream.job.config;

/** A setting that cannot be used; the message names the setting, the value and the fix. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public ConfigException(String message) {
    super(message);
  }

  /** Creates the exception with the error that showed it. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
