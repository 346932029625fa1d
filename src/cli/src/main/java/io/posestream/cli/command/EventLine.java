package io.posestream.cli.command;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.EndReason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Formats an event as one line of text. */
final class EventLine {
  private static final Duration RECORDING = Duration.ofDays(1);
  private static final DateTimeFormatter WITHIN_DAY =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private EventLine() {}

  static String header() {
    return "%-12s  %-18s %-24s %-22s %-10s %s"
        .formatted("TIME", "CAMERA", "WHO", "ACTION", "CONFIDENCE", "PHASE");
  }

  static String of(ActionEvent event) {
    return "%-12s  %-18s %-24s %-22s %-10s %s"
        .formatted(
            time(event.endMillis().orElse(event.startMillis())),
            event.subject().camera(),
            who(event),
            event.action(),
            "%.2f".formatted(event.confidence().peak()),
            phase(event));
  }

  // The time of a recording usually starts at zero; a date would be misleading.
  private static String time(long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    boolean recording = millis >= 0 && Duration.ofMillis(millis).compareTo(RECORDING) < 0;
    return (recording ? WITHIN_DAY : UTC).format(instant);
  }

  private static String who(ActionEvent event) {
    List<String> tracks = event.subject().tracks();
    return switch (event.subject().scope()) {
      case SCENE -> "scene of " + event.persons();
      case PERSON -> "track " + tracks.get(0);
      case PAIR -> "tracks " + String.join(", ", tracks);
    };
  }

  private static String phase(ActionEvent event) {
    return event.endReason().map(reason -> ended(event, reason)).orElse(event.phase().name());
  }

  private static String ended(ActionEvent event, EndReason reason) {
    long lasted = event.endMillis().orElse(event.startMillis()) - event.startMillis();
    return "%s after %.1f s (%s)".formatted(event.phase(), lasted / 1000.0, reason.code());
  }
}
