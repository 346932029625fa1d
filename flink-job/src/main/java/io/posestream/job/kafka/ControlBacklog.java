package io.posestream.job.kafka;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.flink.ActionRecognition;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.TopicReader.From;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the control topic holds when a job starts.
 *
 * @param state after all messages of the topic
 * @param nextOffsets of the messages that come after them
 */
public record ControlBacklog(ControlState state, Map<TopicPartition, Long> nextOffsets) {
  /** Copies the map in. */
  public ControlBacklog {
    nextOffsets = Map.copyOf(nextOffsets);
  }

  /**
   * Reads the topic and reviews its messages.
   *
   * @param kafka brokers
   * @param topic to read
   * @param recognition whose rules and models the messages change
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer or have no such
   *     topic
   */
  public static ControlBacklog read(
      KafkaSettings kafka, String topic, ActionRecognition recognition) {
    List<ControlRequest> requests = new ArrayList<>();
    Map<TopicPartition, Long> nextOffsets;
    try (TopicReader reader =
        new TopicReader(kafka.bootstrapServers(), kafka.properties(), topic, From.BEGINNING)) {
      reader.drain(record -> requests.add(ControlSource.request(record)));
      nextOffsets = reader.positions();
    }
    ControlState state = ControlState.EMPTY;
    for (ControlRequest request : requests) {
      state = state.review(request, recognition.rules(), recognition.replacements()).state();
    }
    return new ControlBacklog(state, nextOffsets);
  }
}
