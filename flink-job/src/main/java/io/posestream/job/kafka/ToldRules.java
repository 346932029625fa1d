package io.posestream.job.kafka;

import io.posestream.core.rule.JobRules;
import io.posestream.core.rule.RuleLedger;
import io.posestream.core.rule.RuleRequest;
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
public record ToldRules(RuleLedger ledger, Map<TopicPartition, Long> offsets) {
  /** Copies the map in. */
  public ToldRules {
    offsets = Map.copyOf(offsets);
  }

  /**
   * Reads the topic.
   *
   * @param kafka brokers
   * @param topic to read
   * @param job the rules that lie under all others
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer or have no such
   *     topic
   */
  public static ToldRules read(KafkaSettings kafka, String topic, JobRules job) {
    List<RuleRequest> requests = new ArrayList<>();
    Map<TopicPartition, Long> offsets;
    try (TopicReader reader =
        new TopicReader(kafka.bootstrapServers(), kafka.properties(), topic, From.BEGINNING)) {
      reader.drain(record -> requests.add(RuleSource.request(record)));
      offsets = reader.positions();
    }
    RuleLedger ledger = RuleLedger.EMPTY;
    for (RuleRequest request : requests) {
      ledger = ledger.rule(request, job).ledger();
    }
    return new ToldRules(ledger, offsets);
  }
}
