package io.posestream.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.testkit.folder.OtherProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EmbeddedKafkaITCase {
  private final Path parent;

  EmbeddedKafkaITCase(@TempDir Path parent) {
    this.parent = parent;
  }

  /** A process with a broker that waits. */
  static final class Broker {
    private Broker() {}

    public static void main(String[] unused) throws Exception {
      EmbeddedKafka kafka = EmbeddedKafka.start();
      kafka.createTopic("frames", 1);
      System.out.println("ready");
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  @Test
  void carriesATransactionAndLeavesNothingBehind() {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(1, parent)) {
      kafka.createTopic("frames", 2);
      send(kafka, "frames", "cam-1", "hello");

      assertThat(receive(kafka, "frames", 1)).containsExactly("cam-1=hello");
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void closesASmallCluster() {
    EmbeddedKafka kafka = EmbeddedKafka.start(3, parent);
    kafka.createTopic("events", 3);
    send(kafka, "events", "cam-1", "fall");
    assertThat(receive(kafka, "events", 1)).containsExactly("cam-1=fall");

    kafka.close();
    kafka.close();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void deletesATopicAndSaysWhatFailed() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(1, parent)) {
      kafka.createTopic("scores", 1);
      kafka.deleteTopic("scores");

      assertThatThrownBy(() -> kafka.deleteTopic("scores"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("could not delete topic scores");
    }
  }

  @Test
  void aProcessThatIsToldToEndLeavesNothingBehind() throws Exception {
    try (OtherProcess broker = OtherProcess.start(Broker.class, parent)) {
      broker.terminate();
    }

    assertThat(brokerFolders()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeavesIsRemovedAtTheNextStart() throws Exception {
    try (OtherProcess broker = OtherProcess.start(Broker.class, parent)) {
      broker.kill();
    }
    assertThat(brokerFolders()).isNotEmpty();

    EmbeddedKafka.start(1, parent).close();

    assertThat(brokerFolders()).isEmpty();
  }

  // Other libraries keep files of their own there.
  private List<Path> brokerFolders() throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      return files.filter(each -> each.getFileName().toString().contains("broker")).toList();
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
}
