package io.posestream.core.pose;

/**
 * Where a frame was read, so that a dead letter can point at it.
 *
 * @param topic the topic, empty if the frame did not come from one
 * @param partition the partition, -1 if unknown
 * @param offset the offset, -1 if unknown
 * @param traceparent the W3C trace context that came with the record, empty if none
 */
public record FrameOrigin(String topic, int partition, long offset, String traceparent) {
  /** The origin of a frame that was not read from a topic. */
  public static final FrameOrigin UNKNOWN = new FrameOrigin("", -1, -1, "");
}
