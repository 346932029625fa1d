package io.posestream.job.kafka;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The W3C trace context that came with a record. What does not have the standard form is none: it
 * would be carried into every record that is made of this one.
 */
final class TraceContext {
  /** Name of the header. */
  static final String HEADER = "traceparent";

  // version "-" trace-id "-" parent-id "-" trace-flags; version ff is not allowed.
  private static final int LENGTH = 55;
  private static final Pattern FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceContext() {}

  /** Returns the trace context; empty if there is none of the standard form. */
  static String of(Headers headers) {
    Header trace = headers.lastHeader(HEADER);
    if (trace == null || trace.value() == null || trace.value().length != LENGTH) {
      return "";
    }
    String text = new String(trace.value(), StandardCharsets.ISO_8859_1);
    return FORM.matcher(text).matches() ? text : "";
  }
}
