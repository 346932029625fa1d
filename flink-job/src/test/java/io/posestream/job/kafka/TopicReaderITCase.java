package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.job.kafka.TopicReader.From;
import io.posestream.testkit.kafka.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicReaderITCase {
  private final EmbeddedKafka broker = EmbeddedKafka.start();

  @AfterAll
  void stopTheBroker() {
    broker.close();
  }

  @Test
  void drainsEveryPartition() {
    broker.createTopic("all", 3);
    for (int i = 0; i < 6; i++) {
      transaction("all", i % 3, "record " + i, true);
    }

    assertThat(drained("all", From.BEGINNING))
        .containsExactlyInAnyOrder(
            "record 0", "record 1", "record 2", "record 3", "record 4", "record 5");
  }

  @Test
  void passesOverWhatWasNotCommitted() {
    broker.createTopic("aborted", 1);
    transaction("aborted", 0, "kept", true);
    transaction("aborted", 0, "withdrawn", false);

    assertThat(drained("aborted", From.BEGINNING)).containsExactly("kept");
  }

  @Test
  void drainsAnEmptyTopicAtOnce() {
    broker.createTopic("empty", 2);

    assertThat(drained("empty", From.BEGINNING)).isEmpty();
  }

  @Test
  void startsAtTheEndIfToldSo() {
    broker.createTopic("followed", 1);
    transaction("followed", 0, "before", true);
    List<String> read = new ArrayList<>();
    try (TopicReader reader = reader("followed", From.NOW)) {
      transaction("followed", 0, "after", true);
      while (read.isEmpty()) {
        reader.poll(Duration.ofMillis(100), record -> read.add(new String(record.value(), UTF_8)));
      }
    }

    assertThat(read).containsExactly("after");
  }

  private List<String> drained(String topic, From from) {
    List<String> read = new ArrayList<>();
    try (TopicReader reader = reader(topic, from)) {
      reader.drain(record -> read.add(new String(record.value(), UTF_8)));
    }
    return read;
  }

  private TopicReader reader(String topic, From from) {
    return new TopicReader(broker.bootstrapServers(), Map.of(), topic, from);
  }

  private void transaction(String topic, int partition, String value, boolean commit) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }
}
