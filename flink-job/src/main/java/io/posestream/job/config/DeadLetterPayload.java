package io.posestream.job.config;

/** How much of a record its dead letter contains. */
public enum DeadLetterPayload {
  /** Nothing: where the poses of people must not lie in a second topic. */
  NONE(0),
  /** The first 256 bytes: enough to see what it is. */
  HEAD(256),
  /** The record, or its first 256 KiB. */
  FULL(256 * 1024);

  private final int mostBytes;

  DeadLetterPayload(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Returns the bytes that are kept. */
  public int mostBytes() {
    return mostBytes;
  }
}
