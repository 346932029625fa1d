package io.posestream.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.flink.avro.DeadLetterMessage;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.flink.inference.BundleCatalog;
import io.posestream.formats.json.ControlAnswerJson;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.json.ScoresJson;
import io.posestream.formats.recording.Recording;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.JobSettings;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.job.kafka.Replay;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.testkit.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one job, apart from those of others; broker and cluster are the {@link
 * TestServers}.
 */
final class JobTopics {
  private static final Path MODEL = Path.of("../models/actions-slim");
  private static final int PARTITIONS = 2;
  private static final Path SCENE_MODEL = Path.of("../models/scenes-slim");

  private static final AtomicInteger NEXT = new AtomicInteger();

  private final EmbeddedKafka broker = TestServers.broker();
  private final String prefix;
  private final Map<String, String> settings = new TreeMap<>();
  private BundleCatalog catalog = BundleCatalog.NONE;

  /** Returns topics whose names begin with a name, and with a number that no others have. */
  static JobTopics of(String name, String backend) {
    return new JobTopics(name + "-" + NEXT.incrementAndGet(), backend);
  }

  /** Creates topics of the very names that a savepoint holds. */
  JobTopics(String prefix, String backend) {
    this.prefix = prefix;
    settings.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), broker.bootstrapServers());
    settings.put(KafkaOptions.GROUP_ID.key(), prefix);
    settings.put(KafkaOptions.TRANSACTIONAL_ID_PREFIX.key(), prefix);
    settings.put(JobOptions.CHECKPOINT_INTERVAL.key(), "500 ms");
    settings.put(InferenceOptions.MODEL.key(), MODEL.toString());
    settings.put(InferenceOptions.SCENE_MODEL.key(), SCENE_MODEL.toString());
    settings.put(InferenceOptions.DEVICE.key(), "cpu");
    settings.put("flink.state.backend.type", backend);
    topic(KafkaOptions.FRAMES_TOPIC.key(), prefix + ".frames", PARTITIONS);
    topic(KafkaOptions.EVENTS_TOPIC.key(), prefix + ".events", PARTITIONS);
    topic(KafkaOptions.SCORES_TOPIC.key(), prefix + ".scores", PARTITIONS);
    topic(KafkaOptions.DEAD_LETTER_TOPIC.key(), prefix + ".deadletters", PARTITIONS);
  }

  JobTopics set(ConfigOption<?> option, String value) {
    settings.put(option.key(), value);
    return this;
  }

  /** Gives the job a control topic. */
  JobTopics controlled() {
    topic(KafkaOptions.CONTROL_TOPIC.key(), prefix + ".control", 1);
    topic(KafkaOptions.CONTROL_ACK_TOPIC.key(), prefix + ".control.ack", 1);
    topic(KafkaOptions.SHADOW_TOPIC.key(), prefix + ".shadow", 1);
    return this;
  }

  /** Says where models are found that messages ask for. */
  JobTopics exchanging(BundleCatalog models) {
    catalog = models;
    return this;
  }

  /** Returns a job that reads the same frames and messages, and writes topics of its own. */
  JobTopics replayed(String name) {
    JobTopics replay = of(name, "hashmap");
    return replay.controlled().exchanging(catalog).replaying(this);
  }

  /** Makes the job read the frames and messages of another. */
  JobTopics replaying(JobTopics other) {
    for (ConfigOption<String> input :
        List.of(KafkaOptions.FRAMES_TOPIC, KafkaOptions.CONTROL_TOPIC)) {
      set(input, other.config().get(input));
    }
    return this;
  }

  private void topic(String key, String name, int partitions) {
    settings.put(key, name);
    broker.createTopic(name, partitions);
  }

  Configuration config() {
    return JobConfigFile.of(settings);
  }

  private KafkaSettings kafka() {
    return JobSettings.of(config()).kafka();
  }

  /** Sends a control message. */
  void tell(String message) {
    try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
      var unused =
          producer.send(
              new ProducerRecord<>(kafka().controlTopic().orElseThrow(), message.getBytes(UTF_8)));
    }
  }

  /** Waits until so many control messages are answered. */
  List<ControlAnswer> awaitAnswers(int count) throws Exception {
    while (answers().size() < count) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return answers();
  }

  private List<ControlAnswer> answers() throws Exception {
    return decoded(kafka().controlAckTopic(), ControlAnswerJson::decode);
  }

  /** Sends records to the frame topic as they are. */
  void sendAsTheyAre(List<RawFrame> frames) {
    String topic = kafka().framesTopic();
    try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
      for (RawFrame frame : frames) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic, null, frame.millis(), frame.camera().getBytes(UTF_8), frame.value()));
      }
    }
  }

  /**
   * A record of the frame topic.
   *
   * @param camera its key
   * @param millis its timestamp
   * @param value null for a tombstone
   */
  record RawFrame(String camera, long millis, byte @Nullable [] value) {}

  void send(List<Recording.Line> lines) throws Exception {
    try (Replay replay = new Replay(broker.bootstrapServers(), Map.of(), kafka().framesTopic())) {
      for (Recording.Line line : lines) {
        replay.send(line);
      }
      replay.flush();
    }
  }

  JobClient submit(int parallelism, Extent extent, Optional<String> savepoint) throws Exception {
    return submit(parallelism, extent, savepoint, Optional.empty());
  }

  JobClient submit(
      int parallelism,
      Extent extent,
      Optional<String> savepoint,
      Optional<ActionModelFactory> model)
      throws Exception {
    Configuration flink = new Configuration();
    // A job that loses its control topic leaves the state of its source behind.
    flink.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
    savepoint.ifPresent(path -> flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment env = TestServers.environment(parallelism, flink);
    if (model.isPresent()) {
      new PoseStreamJob(config(), model.get(), catalog).wire(env, extent);
    } else {
      new PoseStreamJob(config()).wire(env, extent);
    }
    return env.executeAsync("restore");
  }

  /** Stops a job, or drains it of its windows and events as well; returns its savepoint. */
  static String stop(JobClient job, boolean drain, Path folder) throws Exception {
    return job.stopWithSavepoint(drain, folder.toString(), SavepointFormatType.CANONICAL).get();
  }

  void awaitScores() throws Exception {
    while (scores().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /**
   * Waits until the job has read all frames that were sent: a record that is no frame follows them
   * on each partition, and its dead letter appears. Committed offsets would say the same, but the
   * last ones wait for Flink's poll of ten seconds.
   */
  void awaitRead() throws Exception {
    int expected = rejections().size() + PARTITIONS;
    sendEndMarks();
    while (rejections().size() < expected) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void sendEndMarks() {
    try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        byte[] mark = "end".getBytes(UTF_8);
        var unused =
            producer.send(new ProducerRecord<>(kafka().framesTopic(), partition, mark, mark));
      }
    }
  }

  List<String> scores() throws Exception {
    return sorted(
        kafka().scoresTopic().orElseThrow(), v -> ScoresJson.line(ScoresMessage.decode(v)));
  }

  List<WindowScores> windowScores() throws Exception {
    return decoded(kafka().scoresTopic().orElseThrow(), ScoresMessage::decode);
  }

  List<WindowScores> shadowScores() throws Exception {
    return decoded(kafka().shadowTopic().orElseThrow(), ScoresMessage::decode);
  }

  List<String> events() throws Exception {
    return sorted(kafka().eventsTopic(), v -> EventJson.line(EventMessage.decode(v)));
  }

  /** Returns the events of a camera in their order. */
  List<ActionEvent> events(String camera) throws Exception {
    return decoded(kafka().eventsTopic(), EventMessage::decode).stream()
        .filter(event -> event.subject().camera().equals(camera))
        .toList();
  }

  /** Returns key, headers and value of every event, byte for byte, in order for each camera. */
  Map<String, List<String>> eventRecordsByCamera() {
    Map<String, List<String>> byCamera = new TreeMap<>();
    try (TopicReader reader =
        new TopicReader(
            broker.bootstrapServers(), Map.of(), kafka().eventsTopic(), From.BEGINNING)) {
      reader.drain(
          record ->
              byCamera
                  .computeIfAbsent(new String(record.key(), UTF_8), camera -> new ArrayList<>())
                  .add(bytes(record)));
    }
    return byCamera;
  }

  private static String bytes(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder bytes = new StringBuilder(HexFormat.of().formatHex(record.value()));
    for (Header header : record.headers()) {
      bytes.append(' ').append(header.key());
      bytes.append('=').append(HexFormat.of().formatHex(header.value()));
    }
    return bytes.toString();
  }

  /** Returns the reasons of all dead letters. */
  List<RejectReason> rejections() throws Exception {
    return decoded(kafka().deadLetterTopic(), DeadLetterMessage::decode).stream()
        .map(RejectedRecord::reason)
        .toList();
  }

  private List<String> sorted(String topic, Decoder<String> decoder) throws Exception {
    return decoded(topic, decoder).stream().sorted().toList();
  }

  private <T> List<T> decoded(String topic, Decoder<T> decoder) throws Exception {
    List<byte[]> values = new ArrayList<>();
    try (TopicReader reader =
        new TopicReader(broker.bootstrapServers(), Map.of(), topic, From.BEGINNING)) {
      reader.drain(record -> values.add(record.value()));
    }
    List<T> decoded = new ArrayList<>();
    for (byte[] value : values) {
      decoded.add(decoder.decode(value));
    }
    return decoded;
  }

  /** What a record's value says. */
  private interface Decoder<T> {
    T decode(byte[] value) throws IOException;
  }
}
