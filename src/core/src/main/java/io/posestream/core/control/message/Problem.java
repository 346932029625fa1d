package io.posestream.core.control.message;

/**
 * Why a message is refused.
 *
 * @param field of the message, such as {@code cameras.gate-3.labels.fall.enter}
 * @param reason what was expected there, and what was found
 */
public record Problem(String field, String reason) {
  @Override
  public String toString() {
    return field + ": " + reason;
  }
}
