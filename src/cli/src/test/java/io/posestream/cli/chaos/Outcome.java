package io.posestream.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.score.WindowScores;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.json.ScoresJson;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a job wrote, as far as its windows are complete.
 *
 * @param windows what was written of each window
 * @param steps what was written of each step of each event
 * @param endMillis of each window
 * @param models the names of those that answered
 * @param deadLetters how many
 */
record Outcome(
    Map<String, List<String>> windows,
    Map<String, List<String>> steps,
    Map<String, Long> endMillis,
    Set<String> models,
    int deadLetters) {
  // An action whose people have gone ends 5 s of event time later (events.lost-after), a silent
  // camera's after 10 s: of actions that are younger the end may still be to come.
  private static final long STILL_TO_END_MILLIS = 15_000;

  static Outcome of(String bootstrapServers, Topics topics, long beforeMillis) throws IOException {
    Map<String, List<String>> windows = new TreeMap<>();
    Map<String, Long> endMillis = new TreeMap<>();
    Set<String> models = new TreeSet<>();
    for (byte[] value : values(bootstrapServers, topics.scores())) {
      WindowScores scores = ScoresMessage.decode(value);
      if (scores.window().endMillis() <= beforeMillis) {
        String key = scores.subject() + " " + scores.window();
        windows.computeIfAbsent(key, any -> new ArrayList<>()).add(ScoresJson.line(scores));
        endMillis.put(key, scores.window().endMillis());
        models.add(scores.model().name());
      }
    }
    Map<String, List<String>> steps = new TreeMap<>();
    for (byte[] value : values(bootstrapServers, topics.events())) {
      ActionEvent event = EventMessage.decode(value);
      if (event.window().endMillis() <= beforeMillis - STILL_TO_END_MILLIS) {
        String key = event.eventId() + "/" + event.sequence();
        steps.computeIfAbsent(key, any -> new ArrayList<>()).add(EventJson.line(event));
      }
    }
    int deadLetters = values(bootstrapServers, topics.deadLetters()).size();
    return new Outcome(windows, steps, endMillis, models, deadLetters);
  }

  private static List<byte[]> values(String bootstrapServers, String topic) {
    List<byte[]> values = new ArrayList<>();
    try (TopicReader reader = new TopicReader(bootstrapServers, Map.of(), topic, From.BEGINNING)) {
      reader.drain(record -> values.add(record.value()));
    }
    return values;
  }

  /** The topics of one job. */
  record Topics(String frames, String scores, String events, String deadLetters, String answers) {
    static Topics writtenBy(String job) {
      return new Topics(
          "frames", job + ".scores", job + ".events", job + ".deadletters", job + ".answers");
    }

    List<String> written() {
      return List.of(scores, events, deadLetters, answers);
    }

    Map<String, String> settings(String job) {
      return Map.of(
          "kafka.frames-topic", frames,
          "kafka.control-topic", ControlMessages.TOPIC,
          "kafka.control-ack-topic", answers,
          "kafka.shadow-topic", "",
          "kafka.scores-topic", scores,
          "kafka.events-topic", events,
          "kafka.dead-letter-topic", deadLetters,
          "kafka.group-id", job,
          "kafka.transactional-id-prefix", job,
          "inference.device", "cpu");
    }
  }

  /** How two outcomes differ. */
  record Difference(int lost, int doubled, int changed, int added) {
    static final Difference NONE = new Difference(0, 0, 0, 0);
  }

  /** Returns how the windows differ from those of an undisturbed job. */
  Difference windowsAgainst(Outcome undisturbed) {
    return difference(undisturbed.windows, windows);
  }

  /**
   * Returns the windows and steps that an undisturbed job has and this one has not, for whoever
   * reads why.
   */
  List<String> lostAgainst(Outcome undisturbed) {
    List<String> lost = new ArrayList<>();
    for (Map<String, List<String>> expected : List.of(undisturbed.windows, undisturbed.steps)) {
      expected.forEach(
          (key, lines) -> {
            if (!windows.containsKey(key) && !steps.containsKey(key)) {
              lost.add(key + " " + lines);
            }
          });
    }
    return lost;
  }

  /** Returns how the windows differ that ended between one fault and the next. */
  Map<String, Difference> windowsByFault(Outcome undisturbed, Map<String, Long> struckMillis) {
    Map<String, Difference> byFault = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>(struckMillis.keySet());
    for (int i = 0; i < faults.size(); i++) {
      // What a fault takes with it may have ended shortly before.
      long from = struckMillis.get(faults.get(i)) - 5_000;
      long to =
          i + 1 < faults.size() ? struckMillis.get(faults.get(i + 1)) - 5_000 : Long.MAX_VALUE;
      byFault.put(
          faults.get(i),
          difference(undisturbed.between(from, to).windows, between(from, to).windows));
    }
    return byFault;
  }

  private Outcome between(long from, long to) {
    Map<String, List<String>> some = new TreeMap<>(windows);
    some.keySet().removeIf(key -> endMillis.get(key) < from || endMillis.get(key) >= to);
    return new Outcome(some, steps, endMillis, models, deadLetters);
  }

  /** Returns how the steps of events differ from those of an undisturbed job. */
  Difference stepsAgainst(Outcome undisturbed) {
    return difference(undisturbed.steps, steps);
  }

  private static Difference difference(
      Map<String, List<String>> expected, Map<String, List<String>> found) {
    int lost = 0;
    int changed = 0;
    for (Map.Entry<String, List<String>> entry : expected.entrySet()) {
      List<String> values = found.get(entry.getKey());
      lost += values == null ? 1 : 0;
      changed += values != null && !entry.getValue().containsAll(values) ? 1 : 0;
    }
    int doubled = (int) found.values().stream().filter(values -> values.size() > 1).count();
    int added = (int) found.keySet().stream().filter(key -> !expected.containsKey(key)).count();
    return new Difference(lost, doubled, changed, added);
  }

  // A poison record's camera, for whoever reads the test's failure.
  static byte[] poison(String camera) {
    return ("{\"stream\":\"%s\",\"frame\":1,\"ts_ms\":99999999999999,\"w\":1,\"h\":1,"
            + "\"persons\":[]}")
        .formatted(camera)
        .getBytes(UTF_8);
  }
}
