package io.posestream.core.pose;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A record that cannot be used, with the reason and where it was read.
 *
 * <p>Immutable and thread-safe.
 */
public final class RejectedRecord {
  private final RejectReason reason;
  private final String message;
  private final FrameOrigin origin;
  private final String camera;
  private final long frameNumber;
  private final byte[] payload;

  private RejectedRecord(
      RejectReason reason,
      String message,
      FrameOrigin origin,
      String camera,
      long frameNumber,
      byte[] payload) {
    this.reason = reason;
    this.message = message;
    this.origin = origin;
    this.camera = camera;
    this.frameNumber = frameNumber;
    this.payload = payload.clone();
  }

  /**
   * Creates the rejection of a record that did not become a frame.
   *
   * @param reason the rule that is broken
   * @param message expected, found, and where
   * @param origin where it was read
   * @param payload its value as it was read
   */
  public static RejectedRecord undecoded(
      RejectReason reason, String message, FrameOrigin origin, byte[] payload) {
    return new RejectedRecord(reason, message, origin, "", -1, payload);
  }

  /** Creates the rejection of a frame that does not fit its camera's stream. */
  public static RejectedRecord frame(PoseFrame frame, RejectReason reason, String message) {
    return new RejectedRecord(
        reason, message, frame.origin(), frame.camera(), frame.number(), new byte[0]);
  }

  /** Restores a rejection from its parts; empty and negative values stand for absent ones. */
  public static RejectedRecord of(
      RejectReason reason,
      String message,
      FrameOrigin origin,
      String camera,
      long frameNumber,
      byte[] payload) {
    return new RejectedRecord(reason, message, origin, camera, frameNumber, payload);
  }

  /** Returns the rule that is broken. */
  public RejectReason reason() {
    return reason;
  }

  /** Returns what was expected, what was found, and where. */
  public String message() {
    return message;
  }

  /** Returns where the record was read. */
  public FrameOrigin origin() {
    return origin;
  }

  /** Returns the camera, if the record could be read that far. */
  public Optional<String> camera() {
    return camera.isEmpty() ? Optional.empty() : Optional.of(camera);
  }

  /** Returns the frame number, if the record could be read that far. */
  public OptionalLong frameNumber() {
    return frameNumber < 0 ? OptionalLong.empty() : OptionalLong.of(frameNumber);
  }

  /** Returns a copy of the record's value; empty if the record did become a frame. */
  public byte[] payload() {
    return payload.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RejectedRecord that
        && reason == that.reason
        && message.equals(that.message)
        && origin.equals(that.origin)
        && camera.equals(that.camera)
        && frameNumber == that.frameNumber
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(reason, message, origin, camera, frameNumber, Arrays.hashCode(payload));
  }

  @Override
  public String toString() {
    return "RejectedRecord[%s: %s, %s]".formatted(reason.code(), message, origin);
  }
}
