package io.posestream.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlAnswer.Outcome;
import io.posestream.formats.json.ControlAnswerJson;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators who change rules and models while the cluster is hurt. */
final class ControlMessages {
  static final String TOPIC = "control";

  // Later than the message is known everywhere, so that a replay changes at the same window.
  private static final long AHEAD_MILLIS = 45_000;

  private final Feed feed;
  private final String bootstrapServers;
  private final Path bundle;

  ControlMessages(Feed feed, String bootstrapServers, Path bundle) {
    this.feed = feed;
    this.bootstrapServers = bootstrapServers;
    this.bundle = bundle;
  }

  void sendRules() {
    send(
        """
        {"id": "rules", "type": "rules", "effective_from_ms": %d,
         "default": {"labels": {"fall": {"severity": 3, "enter": 0.3}}}}
        """
            .formatted(later()));
  }

  /** Has another model loaded, and asks for the switch without waiting for its answer. */
  void sendModel() throws IOException {
    send(
        """
        {"id": "load", "type": "model", "step": "load", "bundle": "%s", "shadow": false}
        """
            .formatted(bundle));
    awaitAnswer("load");
    send(
        """
        {"id": "switch", "type": "model", "step": "switch", "effective_from_ms": %d}
        """
            .formatted(later()));
  }

  private static long later() {
    return System.currentTimeMillis() + AHEAD_MILLIS;
  }

  private void send(String message) {
    feed.write(TOPIC, TOPIC.getBytes(UTF_8), message.getBytes(UTF_8));
  }

  /** Waits until a message is accepted. */
  private void awaitAnswer(String id) throws IOException {
    long end = System.nanoTime() + ChaosRun.PATIENCE.toNanos();
    while (!accepted().contains(id)) {
      if (System.nanoTime() > end) {
        throw new IOException("no answer to '%s', only to %s".formatted(id, accepted()));
      }
    }
  }

  /** Returns the ids of the messages that the hurt job has accepted. */
  List<String> accepted() throws IOException {
    List<byte[]> values = new ArrayList<>();
    try (TopicReader reader =
        new TopicReader(bootstrapServers, Map.of(), ChaosRun.HURT.answers(), From.BEGINNING)) {
      reader.drain(record -> values.add(record.value()));
    }
    List<String> ids = new ArrayList<>();
    for (byte[] value : values) {
      ControlAnswer answer = ControlAnswerJson.decode(value);
      if (answer.outcome() == Outcome.ACCEPTED) {
        ids.add(answer.id());
      }
    }
    return ids;
  }
}
