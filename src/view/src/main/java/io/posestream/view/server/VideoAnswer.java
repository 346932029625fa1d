package io.posestream.view.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a video that is asked for.
 *
 * @param status 200 for all of it, 206 for a part, 416 if there is no such part
 * @param start of the first byte
 * @param length in bytes
 */
record VideoAnswer(HttpResponseStatus status, long start, long length) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,15})-(\\d{0,15})");

  /**
   * Reads a request's header.
   *
   * @param range empty if the request has none
   * @param size of the file
   */
  static VideoAnswer of(String range, long size) {
    Matcher asked = RANGE.matcher(range);
    if (!asked.matches()) {
      return new VideoAnswer(HttpResponseStatus.OK, 0, size);
    }
    long start = Long.parseLong(asked.group(1));
    long end = asked.group(2).isEmpty() ? size - 1 : Long.parseLong(asked.group(2));
    if (start >= size || end < start) {
      return new VideoAnswer(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, 0);
    }
    return new VideoAnswer(
        HttpResponseStatus.PARTIAL_CONTENT, start, Math.min(end, size - 1) - start + 1);
  }

  /** Returns what the part is of the whole, as the header tells it. */
  String contentRange(long size) {
    return status.equals(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        ? "bytes */" + size
        : "bytes %d-%d/%d".formatted(start, start + length - 1, size);
  }
}
