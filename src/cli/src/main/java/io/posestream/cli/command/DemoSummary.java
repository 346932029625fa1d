package io.posestream.cli.command;

import io.posestream.cli.demo.Outcome;
import io.posestream.cli.demo.Replayed;
import io.posestream.cli.demo.Replayed.Span;
import io.posestream.cli.demo.Tally;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.job.config.WindowOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/** What the demo says at its end: what was scored, and what was not and why. */
final class DemoSummary {
  private static final String MIN_FRAMES = "{window.min-frames}";
  private static final Map<String, String> GATES =
      Map.ofEntries(
          Map.entry(
              "window-too-few-frames",
              "windows with fewer frames than window.min-frames " + MIN_FRAMES),
          Map.entry("window-without-person", "windows with nobody in view"),
          Map.entry(
              "track-too-few-frames",
              "tracks in fewer frames than window.min-frames " + MIN_FRAMES + " or gates.min-seen"),
          Map.entry("track-low-score", "tracks below gates.min-keypoint-score"),
          Map.entry("track-still", "tracks that stand still (gates.min-motion)"),
          Map.entry("pair-still", "pairs that stand still (gates.min-motion)"),
          Map.entry("person-over-budget", "persons over gates.max-clips"),
          Map.entry("pair-over-budget", "pairs over gates.max-clips"),
          Map.entry("track-over-bound", "tracks over frames.max-tracks"),
          Map.entry("track-forgotten", "tracks over tracks.max-remembered"),
          Map.entry("frame-over-bound", "frames over frames.max-buffered"));

  // Beyond these a camera's clock is in another unit, or it is no camera.
  private static final double SLOWEST_MILLIS = 5_000;
  private static final double FASTEST_MILLIS = 1;

  private final Replayed played;
  private final Outcome outcome;
  private final Configuration config;

  /**
   * Prepares the summary.
   *
   * @param played what the recording held
   * @param outcome what the job made of it
   * @param config the job's settings
   */
  DemoSummary(Replayed played, Outcome outcome, Configuration config) {
    this.played = played;
    this.outcome = outcome;
    this.config = config;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(scored());
    Tally tally = outcome.tally();
    add(lines, "not scored", gates(tally.dropped()));
    add(lines, "left out", "persons", tally.persons());
    add(lines, "left out", "joints", tally.joints());
    add(lines, "corrected", "values", tally.values());
    add(lines, "late", "frames", tally.late());
    SortedMap<String, Long> setBacks = setBacks();
    add(lines, "clock set back", "times", setBacks);
    add(lines, "dead letters", "records", reasons());
    // From the first to the last frame of a clock that was set back says nothing about its pace.
    played.cameras().entrySet().stream()
        .filter(camera -> !setBacks.containsKey(camera.getKey()))
        .forEach(camera -> paces(camera.getKey(), camera.getValue(), lines));
    return lines;
  }

  private SortedMap<String, Long> setBacks() {
    SortedMap<String, Long> cameras = new TreeMap<>();
    for (RejectedRecord letter : outcome.deadLetters()) {
      letter.losses().stream()
          .filter(loss -> loss.reason() == RejectReason.CLOCK_SET_BACK)
          .forEach(
              loss -> cameras.merge(letter.camera().orElse(""), (long) loss.count(), Long::sum));
    }
    return cameras;
  }

  private String scored() {
    List<WindowScores> scores = outcome.scores();
    return "%d windows scored (%d scene, %d person, %d pair clips), %d events, %d dead letters"
        .formatted(
            windows(scores),
            count(scores, Scope.SCENE),
            count(scores, Scope.PERSON),
            count(scores, Scope.PAIR),
            outcome.events().size(),
            outcome.deadLetters().size());
  }

  private static void add(List<String> lines, String what, String text) {
    if (!text.isEmpty()) {
      lines.add("%-13s %s".formatted(what, text));
    }
  }

  private static void add(
      List<String> lines, String what, String unit, SortedMap<String, Long> counts) {
    if (!counts.isEmpty()) {
      long sum = counts.values().stream().mapToLong(Long::longValue).sum();
      add(lines, what, "%d %s (%s)".formatted(sum, unit, joined(counts)));
    }
  }

  private static String joined(SortedMap<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private SortedMap<String, Long> reasons() {
    SortedMap<String, Long> reasons = new TreeMap<>();
    for (RejectedRecord letter : outcome.deadLetters()) {
      reasons.merge(letter.reason().code(), 1L, Long::sum);
    }
    return reasons;
  }

  private String gates(SortedMap<String, Long> dropped) {
    String counted =
        dropped.entrySet().stream()
            .map(entry -> entry.getValue() + " " + gate(entry.getKey()))
            .collect(Collectors.joining("; "));
    Long tooFew = dropped.get("window-too-few-frames");
    return outcome.scores().isEmpty() && tooFew != null
        ? "%d frames, every window below window.min-frames %d: %s"
            .formatted(frames(), config.get(WindowOptions.MIN_FRAMES), counted)
        : counted;
  }

  private long frames() {
    return played.cameras().values().stream().mapToLong(Span::frames).sum();
  }

  private String gate(String code) {
    String text = GATES.getOrDefault(code, code);
    return text.replace(MIN_FRAMES, String.valueOf(config.get(WindowOptions.MIN_FRAMES)));
  }

  private void paces(String camera, Span span, List<String> lines) {
    double step = span.stepMillis();
    double length = config.get(WindowOptions.LENGTH).toMillis();
    int minFrames = config.get(WindowOptions.MIN_FRAMES);
    if (span.frames() > 1 && step < FASTEST_MILLIS) {
      lines.add(
          "%-13s camera %s has a frame every %.3f ms: are its times in seconds?"
              .formatted("clock", camera, step));
    } else if (step > SLOWEST_MILLIS) {
      lines.add(
          "%-13s camera %s has a frame every %.0f ms: are its times in microseconds?"
              .formatted("clock", camera, step));
    } else if (step > 0 && length / step < minFrames) {
      lines.add(
          ("%-13s camera %s has a frame every %.0f ms, about %d in a window of %.0f ms: lower"
                  + " window.min-frames or lengthen window.length")
              .formatted("frame rate", camera, step, Math.round(length / step), length));
    }
  }

  private static long windows(List<WindowScores> scores) {
    return scores.stream()
        .map(answer -> List.of(answer.subject().camera(), answer.window()))
        .distinct()
        .count();
  }

  private static long count(List<WindowScores> scores, Scope scope) {
    return scores.stream().filter(answer -> answer.subject().scope() == scope).count();
  }
}
