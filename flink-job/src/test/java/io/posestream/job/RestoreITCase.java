package io.posestream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.json.EventJson;
import io.posestream.job.json.ScoresJson;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.job.recording.Recording;
import io.posestream.job.recording.Replay;
import io.posestream.testkit.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job that is stopped in mid-stream and started again writes what an undisturbed one writes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RestoreITCase {
  private static final Path RECORDING = Path.of("src/main/recordings/simulated.jsonl.gz");
  private static final Path MODEL = Path.of("../models/actions-slim");

  @ParameterizedTest(name = "{2} state, {0} subtasks, then {1}")
  @CsvSource({"1, 2, hashmap", "2, 1, rocksdb"})
  void unionOfTheOutputsEqualsAnUndisturbedRun(
      int before, int after, String backend, @TempDir Path savepoints) throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start()) {
      List<Recording.Line> lines = lines();
      Topics undisturbed = new Topics(broker, "undisturbed", backend);
      undisturbed.send(lines);
      undisturbed.submit(after, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

      Topics disturbed = new Topics(broker, "disturbed", backend);
      int half = lines.size() / 2;
      disturbed.send(lines.subList(0, half));
      JobClient first = disturbed.submit(before, Extent.UNBOUNDED, Optional.empty());
      disturbed.awaitScores();
      String savepoint =
          first
              .stopWithSavepoint(false, savepoints.toString(), SavepointFormatType.CANONICAL)
              .get();
      int scoredBefore = disturbed.scores().size();
      disturbed.send(lines.subList(half, lines.size()));
      // Splits in the savepoint have no end: the job is drained once it has read everything.
      JobClient second = disturbed.submit(after, Extent.UNBOUNDED, Optional.of(savepoint));
      disturbed.awaitRead(lines.size());
      second.stopWithSavepoint(true, savepoints.toString(), SavepointFormatType.CANONICAL).get();

      assertThat(scoredBefore).isBetween(1, disturbed.scores().size() - 1);
      assertThat(disturbed.scores()).isEqualTo(undisturbed.scores());
      assertThat(disturbed.events()).isEqualTo(undisturbed.events()).isNotEmpty();
    }
  }

  /** Read as they come, with pauses, and again as fast as they can be, by another parallelism. */
  @Test
  void replayOfATopicGivesTheEventsOfTheLiveRunByteForByte(@TempDir Path savepoints)
      throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start()) {
      List<Recording.Line> lines = lines();
      Topics live = new Topics(broker, "live", "hashmap");
      JobClient running = live.submit(2, Extent.UNBOUNDED, Optional.empty());
      int chunk = lines.size() / 12 + 1;
      for (int from = 0; from < lines.size(); from += chunk) {
        live.send(lines.subList(from, Math.min(lines.size(), from + chunk)));
        TimeUnit.MILLISECONDS.sleep(300);
      }
      live.awaitRead(lines.size());
      running.stopWithSavepoint(true, savepoints.toString(), SavepointFormatType.CANONICAL).get();

      Topics replay = new Topics(broker, "replay", "rocksdb");
      replay.settings.put(JobOptions.KAFKA_FRAMES_TOPIC.key(), live.kafka().framesTopic());
      replay.submit(1, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

      assertThat(replay.eventRecordsByCamera()).isEqualTo(live.eventRecordsByCamera()).isNotEmpty();
    }
  }

  @Test
  void atLeastOnceDeliversEverythingAsWell() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start()) {
      Topics topics = new Topics(broker, "loose", "hashmap");
      topics.settings.put(JobOptions.KAFKA_DELIVERY.key(), "at-least-once");
      topics.send(lines());
      topics.submit(2, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

      assertThat(topics.scores()).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  private static List<Recording.Line> lines() throws Exception {
    List<Recording.Line> lines = new ArrayList<>();
    try (Recording recording = Recording.open(RECORDING)) {
      recording.forEach(lines::add);
    }
    return lines;
  }

  /** The topics of one job, apart from those of others. */
  private static final class Topics {
    private final EmbeddedKafka broker;
    private final Map<String, String> settings = new TreeMap<>();

    Topics(EmbeddedKafka broker, String prefix, String backend) {
      this.broker = broker;
      settings.put(JobOptions.KAFKA_BOOTSTRAP_SERVERS.key(), broker.bootstrapServers());
      settings.put(JobOptions.KAFKA_GROUP_ID.key(), prefix);
      settings.put(JobOptions.KAFKA_TRANSACTIONAL_ID_PREFIX.key(), prefix);
      settings.put(JobOptions.CHECKPOINT_INTERVAL.key(), "500 ms");
      settings.put(JobOptions.INFERENCE_MODEL.key(), MODEL.toString());
      settings.put(JobOptions.INFERENCE_DEVICE.key(), "cpu");
      settings.put("flink.state.backend.type", backend);
      topic(JobOptions.KAFKA_FRAMES_TOPIC.key(), prefix + ".frames");
      topic(JobOptions.KAFKA_EVENTS_TOPIC.key(), prefix + ".events");
      topic(JobOptions.KAFKA_SCORES_TOPIC.key(), prefix + ".scores");
      topic(JobOptions.KAFKA_DEAD_LETTER_TOPIC.key(), prefix + ".deadletters");
    }

    private void topic(String key, String name) {
      settings.put(key, name);
      broker.createTopic(name, 2);
    }

    private KafkaSettings kafka() {
      return new PoseStreamJob(JobConfigFile.of(settings)).settings().kafka();
    }

    void send(List<Recording.Line> lines) throws Exception {
      try (Replay replay = new Replay(broker.bootstrapServers(), Map.of(), kafka().framesTopic())) {
        for (Recording.Line line : lines) {
          replay.send(line);
        }
        replay.flush();
      }
    }

    JobClient submit(int parallelism, Extent extent, Optional<String> savepoint) throws Exception {
      Configuration flink = new Configuration();
      savepoint.ifPresent(path -> flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
      new PoseStreamJob(JobConfigFile.of(settings)).wire(env, extent);
      return env.executeAsync("restore");
    }

    void awaitScores() throws Exception {
      while (scores().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }

    /** Waits until the source has committed that many records. */
    void awaitRead(long records) throws Exception {
      try (Admin admin =
          Admin.create(
              Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
        while (committed(admin) < records) {
          TimeUnit.MILLISECONDS.sleep(200);
        }
      }
    }

    private long committed(Admin admin) throws Exception {
      return admin
          .listConsumerGroupOffsets(kafka().groupId())
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }

    List<String> scores() throws Exception {
      return read(
          kafka().scoresTopic().orElseThrow(), v -> ScoresJson.line(ScoresMessage.decode(v)));
    }

    List<String> events() throws Exception {
      return read(kafka().eventsTopic(), v -> EventJson.line(EventMessage.decode(v)));
    }

    /** Returns key, headers and value of every event, byte for byte, in order for each camera. */
    Map<String, List<String>> eventRecordsByCamera() {
      Map<String, List<String>> byCamera = new TreeMap<>();
      try (TopicReader reader =
          new TopicReader(
              broker.bootstrapServers(), Map.of(), kafka().eventsTopic(), From.BEGINNING)) {
        reader.drain(
            record -> {
              StringBuilder bytes = new StringBuilder(HexFormat.of().formatHex(record.value()));
              record
                  .headers()
                  .forEach(
                      header ->
                          bytes
                              .append(' ')
                              .append(header.key())
                              .append('=')
                              .append(HexFormat.of().formatHex(header.value())));
              byCamera
                  .computeIfAbsent(new String(record.key(), UTF_8), camera -> new ArrayList<>())
                  .add(bytes.toString());
            });
      }
      return byCamera;
    }

    private List<String> read(String topic, LineDecoder decoder) throws Exception {
      List<byte[]> values = new ArrayList<>();
      try (TopicReader reader =
          new TopicReader(broker.bootstrapServers(), Map.of(), topic, From.BEGINNING)) {
        reader.drain(record -> values.add(record.value()));
      }
      List<String> lines = new ArrayList<>();
      for (byte[] value : values) {
        lines.add(decoder.line(value));
      }
      Collections.sort(lines);
      return lines;
    }
  }

  /** A record's value as a line. */
  private interface LineDecoder {
    String line(byte[] value) throws Exception;
  }
}
