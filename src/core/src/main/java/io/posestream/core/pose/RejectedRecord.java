package io.posestream.core.pose;

import io.posestream.core.pose.FrameFaults.Loss;
import java.util.Arrays;
import java.util.List;
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
  private final long frames;
  private final List<Loss> losses;

  private RejectedRecord(
      RejectReason reason,
      String message,
      FrameOrigin origin,
      String camera,
      long frameNumber,
      byte[] payload,
      long frames,
      List<Loss> losses) {
    this.reason = reason;
    this.message = message;
    this.origin = origin;
    this.camera = camera;
    this.frameNumber = frameNumber;
    this.payload = payload.clone();
    this.frames = frames;
    this.losses = List.copyOf(losses);
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
    return new RejectedRecord(reason, message, origin, "", -1, payload, 1, List.of());
  }

  /** Creates the rejection of a frame that does not fit its camera's stream. */
  public static RejectedRecord frame(PoseFrame frame, RejectReason reason, String message) {
    return new RejectedRecord(
        reason, message, frame.origin(), frame.camera(), frame.number(), new byte[0], 1, List.of());
  }

  /**
   * Creates the letter on frames that lost persons, joints or values, though the rest is used.
   *
   * @param frame the last of them, with its faults
   * @param reason the first of the reasons
   * @param frames how many there are
   * @param losses of all of them
   */
  static RejectedRecord faults(
      PoseFrame frame, RejectReason reason, long frames, List<Loss> losses) {
    return new RejectedRecord(
        reason,
        "%s (camera=%s, frame=%d)"
            .formatted(frame.faults().account(), frame.camera(), frame.number()),
        frame.origin(),
        frame.camera(),
        frame.number(),
        new byte[0],
        frames,
        losses);
  }

  /** Restores a rejection from its parts; empty and negative values stand for absent ones. */
  public static RejectedRecord of(
      RejectReason reason,
      String message,
      FrameOrigin origin,
      String camera,
      long frameNumber,
      byte[] payload) {
    return new RejectedRecord(reason, message, origin, camera, frameNumber, payload, 1, List.of());
  }

  /** Returns this rejection standing for so many frames, which lost parts only; see {@link #of}. */
  public RejectedRecord standingFor(long many, List<Loss> lost) {
    return new RejectedRecord(reason, message, origin, camera, frameNumber, payload, many, lost);
  }

  /**
   * Returns this rejection with less to tell, for a topic that takes no larger record.
   *
   * @param payloadBytes how much of the record's value is kept
   * @param characters how much of the message, and of the camera's id, is kept
   */
  public RejectedRecord shortened(int payloadBytes, int characters) {
    return new RejectedRecord(
        reason,
        start(message, characters),
        origin,
        start(camera, characters),
        frameNumber,
        Arrays.copyOf(payload, Math.min(payload.length, payloadBytes)),
        frames,
        losses);
  }

  private static String start(String text, int characters) {
    return text.length() > characters ? text.substring(0, characters) : text;
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

  /** Returns how many frames it stands for: this one, and those like it since the last letter. */
  public long frames() {
    return frames;
  }

  /**
   * Returns what those frames lost, by part and reason; empty if the record as a whole cannot be
   * used. The list cannot be modified.
   */
  public List<Loss> losses() {
    return losses;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RejectedRecord that
        && reason == that.reason
        && message.equals(that.message)
        && origin.equals(that.origin)
        && camera.equals(that.camera)
        && frameNumber == that.frameNumber
        && Arrays.equals(payload, that.payload)
        && frames == that.frames
        && losses.equals(that.losses);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        reason, message, origin, camera, frameNumber, Arrays.hashCode(payload), frames, losses);
  }

  @Override
  public String toString() {
    return "RejectedRecord[%s: %s, %s]".formatted(reason.code(), message, origin);
  }
}
