package io.posestream.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.recording.Recording;
import io.posestream.job.kafka.TopicReader;
import io.posestream.testkit.fixture.SampleResults;
import io.posestream.testkit.kafka.EmbeddedKafka;
import io.posestream.testkit.simulation.DemoScenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaCommandsITCase {
  private final EmbeddedKafka broker = EmbeddedKafka.start();

  @AfterAll
  void stopTheBroker() {
    broker.close();
  }

  @Test
  void replaysARecordingIntoATopic(@TempDir Path folder) throws IOException {
    broker.createTopic("replayed", 2);
    List<PoseFrame> frames = DemoScenes.calm().frames();
    Path file = folder.resolve("calm.jsonl");
    Recording.write(frames, file);
    Files.writeString(file, "no frame\n", StandardOpenOption.APPEND);

    CommandRun run =
        CommandRun.of(
            "replay",
            file.toString(),
            "--bootstrap",
            broker.bootstrapServers(),
            "--topic",
            "replayed",
            "--speed",
            "max");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<ConsumerRecord<byte[], byte[]>> records = records("replayed");
    FrameMessage avro = new FrameMessage();
    assertThat(records)
        .filteredOn(record -> FrameMessage.isSingleObject(record.value()))
        .allSatisfy(record -> assertThat(record.key()).asString(UTF_8).isEqualTo("calm"))
        .extracting(record -> avro.decode(record.value(), FrameOrigin.UNKNOWN))
        .isEqualTo(frames);
    assertThat(records)
        .filteredOn(record -> !FrameMessage.isSingleObject(record.value()))
        .extracting(record -> new String(record.value(), UTF_8))
        .containsExactly("no frame");
  }

  @Test
  void replaysAtAMultipleOfTheRecordingsPace(@TempDir Path folder) throws IOException {
    broker.createTopic("paced", 1);
    List<PoseFrame> frames = DemoScenes.calm().frames();
    Path file = folder.resolve("calm.jsonl");
    Recording.write(frames.subList(0, 31), file);

    long before = System.nanoTime();
    CommandRun.of(
        "replay",
        file.toString(),
        "--bootstrap",
        broker.bootstrapServers(),
        "--topic",
        "paced",
        "--speed",
        "2");

    assertThat(records("paced")).hasSize(31);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void printsWhatTheEventTopicHolds() throws IOException {
    broker.createTopic("events", 1);
    send("events", EventMessage.encode(SampleResults.sceneFallStarts()));
    send("events", EventMessage.encode(SampleResults.personFallEnds()));

    CommandRun json = events("events", "--json", "--max", "1");
    CommandRun text = events("events", "--max", "2");

    assertThat(json.exitCode()).isZero();
    assertThat(new ObjectMapper().readTree(json.out()))
        .isEqualTo(new ObjectMapper().readTree(EventJson.line(SampleResults.sceneFallStarts())));
    assertThat(text.outLines()).hasSize(3);
    assertThat(text.outLines().get(2))
        .matches("00:00:14.000 +cam +track 3 +fall +0.75 +ENDED after 3.0 s \\(track-lost\\)");
  }

  @Test
  void passesOverWhatIsNoEventAndSaysSo() {
    broker.createTopic("mixed", 1);
    send("mixed", "hello".getBytes(UTF_8));
    send("mixed", null);
    send("mixed", EventMessage.encode(SampleResults.sceneFallStarts()));
    send("mixed", new byte[0]);
    send("mixed", EventMessage.encode(SampleResults.personFallEnds()));

    CommandRun run = events("mixed", "--json", "--max", "2");

    assertThat(run.outLines()).hasSize(2);
    assertThat(run.exitCode()).isZero();
    assertThat(run.errLines().get(0))
        .contains("topic mixed, got another record at partition 0, offset 0");
    assertThat(run.errLines().get(run.errLines().size() - 1))
        .endsWith("3 records of topic mixed are no action events");
  }

  @Test
  void saysThatATopicIsNotThere() {
    assertFails(events("nowhere"), "topic nowhere");
  }

  @Test
  void saysThatATopicToReplayIntoIsNotThere(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("calm.jsonl");
    Recording.write(DemoScenes.calm().frames().subList(0, 2), file);

    assertFails(
        CommandRun.of(
            "replay",
            file.toString(),
            "--bootstrap",
            broker.bootstrapServers(),
            "--topic",
            "nowhere",
            "--kafka",
            "max.block.ms=500"),
        "topic nowhere");
  }

  private static void assertFails(CommandRun run, String message) {
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(1);
  }

  private CommandRun events(String topic, String... more) {
    List<String> arguments = new ArrayList<>(List.of("events", "--from-beginning"));
    arguments.addAll(List.of("--bootstrap", broker.bootstrapServers(), "--topic", topic));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicReader reader =
        new TopicReader(broker.bootstrapServers(), Map.of(), topic, TopicReader.From.BEGINNING)) {
      reader.drain(records::add);
    }
    return records;
  }

  private void send(String topic, byte @Nullable [] value) {
    try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
      var unused = producer.send(new ProducerRecord<>(topic, value));
    }
  }
}
