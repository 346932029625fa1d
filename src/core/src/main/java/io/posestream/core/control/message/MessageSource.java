package io.posestream.core.control.message;

/**
 * Where a message was read.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 * @param timeMillis when it was sent
 */
public record MessageSource(String topic, int partition, long offset, long timeMillis) {}
