package io.posestream.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EmbeddedKafkaITCase {
  @Test
  void carriesATransactionAndLeavesNothingBehind() {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      kafka.createTopic("frames", 2);
      send(kafka, "frames", "cam-1", "hello");

      assertThat(receive(kafka, "frames", 1)).containsExactly("cam-1=hello");
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(directories()).isEmpty();
  }

  @Test
  void closesASmallClusterWithinSeconds() {
    EmbeddedKafka kafka = EmbeddedKafka.start(3);
    kafka.createTopic("events", 3);
    send(kafka, "events", "cam-1", "fall");
    assertThat(receive(kafka, "events", 1)).containsExactly("cam-1=fall");

    long before = System.nanoTime();
    kafka.close();
    kafka.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    assertThat(directories()).isEmpty();
  }

  @Test
  void deletesATopicAndSaysWhatFailed() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      kafka.createTopic("scores", 1);
      kafka.deleteTopic("scores");

      assertThatThrownBy(() -> kafka.deleteTopic("scores"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("could not delete topic scores");
    }
  }

  private static void send(EmbeddedKafka kafka, String topic, String key, String value) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused = producer.send(new ProducerRecord<>(topic, key, value));
      producer.commitTransaction();
    }
  }

  private static List<String> receive(EmbeddedKafka kafka, String topic, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", kafka.bootstrapServers(),
            "group.id", "test",
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed");
    List<String> received = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (received.size() < count) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          received.add(record.key() + "=" + record.value());
        }
      }
    }
    return received;
  }

  private static List<File> directories() {
    File folder = new File(System.getProperty("java.io.tmpdir"));
    return List.of(
        Objects.requireNonNull(
            folder.listFiles((parent, name) -> name.startsWith("posestream-kafka-"))));
  }
}
