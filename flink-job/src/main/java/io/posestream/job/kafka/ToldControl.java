package io.posestream.job.kafka;

import io.posestream.core.control.ControlRequest;
import io.posestream.core.desk.ControlLedger;
import io.posestream.core.rollout.ModelShelf;
import io.posestream.core.rule.JobRules;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.TopicReader.From;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What a job is told by all that the control topic holds.
 *
 * @param ledger what it accepts of that
 * @param offsets of what comes next
 */
public record ToldControl(ControlLedger ledger, Map<TopicPartition, Long> offsets) {
  /** Copies the map in. */
  public ToldControl {
    offsets = Map.copyOf(offsets);
  }

  /**
   * Reads the topic.
   *
   * @param kafka brokers
   * @param topic to read
   * @param job the rules that lie under all others
   * @param shelf where models are found
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer or have no such
   *     topic
   */
  public static ToldControl read(
      KafkaSettings kafka, String topic, JobRules job, ModelShelf shelf) {
    List<ControlRequest> requests = new ArrayList<>();
    Map<TopicPartition, Long> offsets;
    try (TopicReader reader =
        new TopicReader(kafka.bootstrapServers(), kafka.properties(), topic, From.BEGINNING)) {
      reader.drain(record -> requests.add(ControlSource.request(record)));
      offsets = reader.positions();
    }
    ControlLedger ledger = ControlLedger.EMPTY;
    for (ControlRequest request : requests) {
      ledger = ledger.rule(request, job, shelf).ledger();
    }
    return new ToldControl(ledger, offsets);
  }
}
