package io.posestream.cli.demo;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.flink.avro.DeadLetterMessage;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.formats.recording.Recording;
import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.ConfigException;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.job.kafka.Replay;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.testkit.kafka.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A broker, the job and a recording in one JVM: the same code that runs on a cluster, with the same
 * exactly-once delivery.
 *
 * <p>Owned and used by one thread; closing ends the broker.
 */
public final class DemoPipeline implements AutoCloseable {
  private static final int PARALLELISM = 2;
  private static final int PARTITIONS = 2;
  private static final Duration POLL = Duration.ofMillis(100);

  private final EmbeddedKafka broker;
  private final Path checkpoints;
  private final Configuration config;
  private final KafkaSettings topics;

  private DemoPipeline(EmbeddedKafka broker, Path checkpoints, Configuration config) {
    this.broker = broker;
    this.checkpoints = checkpoints;
    this.config = config;
    this.topics = new PoseStreamJob(config).settings().kafka();
  }

  /**
   * Starts the broker and creates the topics.
   *
   * @param overrides settings of the job that differ from the defaults
   * @throws ConfigException if a setting cannot be used
   */
  public static DemoPipeline start(Map<String, String> overrides) {
    // Wired for nothing, so that a bad setting or bundle is found before a broker starts for it.
    Map<String, String> tried = settings(overrides, Path.of("checkpoints"));
    new PoseStreamJob(JobConfigFile.of(tried)).wire(environment(), Extent.BOUNDED);
    Path checkpoints = temporaryFolder();
    Map<String, String> settings = settings(overrides, checkpoints);
    EmbeddedKafka broker = EmbeddedKafka.start();
    settings.put(JobOptions.KAFKA_BOOTSTRAP_SERVERS.key(), broker.bootstrapServers());
    DemoPipeline pipeline = new DemoPipeline(broker, checkpoints, JobConfigFile.of(settings));
    pipeline.createTopics();
    return pipeline;
  }

  /** Returns the job's settings but for the broker; those of the user go before the demo's. */
  static Map<String, String> settings(Map<String, String> overrides, Path checkpoints) {
    Map<String, String> settings = new HashMap<>();
    settings.put(JobOptions.CHECKPOINT_INTERVAL.key(), "1 s");
    // In memory, where they lie otherwise, there is no room for the windows of many cameras.
    settings.put("flink.execution.checkpointing.dir", checkpoints.toUri().toString());
    // A job that fails says so, instead of starting again and again.
    settings.put("flink.restart-strategy.type", "none");
    settings.putAll(overrides);
    settings.put(JobOptions.KAFKA_SCORES_TOPIC.key(), JobOptions.KAFKA_SCORES_TOPIC.defaultValue());
    // The demo writes the frames and reads the events itself.
    settings.put(JobOptions.KAFKA_FRAME_FORMAT.key(), JobOptions.KAFKA_FRAME_FORMAT.defaultValue());
    settings.put(JobOptions.KAFKA_EVENT_FORMAT.key(), JobOptions.KAFKA_EVENT_FORMAT.defaultValue());
    return settings;
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("posestream-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where clients connect, for tests that send what no recording holds. */
  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  private void createTopics() {
    broker.createTopic(topics.framesTopic(), PARTITIONS);
    broker.createTopic(topics.eventsTopic(), PARTITIONS);
    broker.createTopic(topics.scoresTopic().orElseThrow(), PARTITIONS);
    broker.createTopic(topics.deadLetterTopic(), 1);
  }

  /**
   * Writes a recording to the frame topic.
   *
   * @param file the recording
   * @param watch is given the file's bytes and returns the same bytes
   * @return the number of lines
   * @throws IOException if the recording cannot be read or written
   */
  public long replay(Path file, UnaryOperator<InputStream> watch) throws IOException {
    try (Recording recording = Recording.open(file, watch);
        Replay replay = new Replay(broker.bootstrapServers(), Map.of(), topics.framesTopic())) {
      long lines = recording.forEach(replay::send);
      replay.flush();
      return lines;
    }
  }

  /**
   * Runs the job over what the frame topic holds.
   *
   * @param eachEvent takes events as they are committed
   * @return everything the job wrote
   * @throws DemoFailedException if the job fails
   */
  public Outcome run(Consumer<ActionEvent> eachEvent) {
    List<ActionEvent> events = new ArrayList<>();
    try (TopicReader reader = reader(topics.eventsTopic())) {
      Consumer<ConsumerRecord<byte[], byte[]>> take =
          taken(
              EventMessage::decode,
              event -> {
                events.add(event);
                eachEvent.accept(event);
              });
      awaitJob(submit(), () -> reader.poll(POLL, take));
      reader.drain(take);
    }
    // Partitions are read in any order: what is written to a file is put in one.
    events.sort(
        Comparator.comparingLong((ActionEvent event) -> event.window().endMillis())
            .thenComparing(event -> event.subject().camera())
            .thenComparing(ActionEvent::eventId)
            .thenComparing(ActionEvent::sequence));
    return new Outcome(events, scores(), deadLetters());
  }

  private JobClient submit() {
    try {
      StreamExecutionEnvironment env = environment();
      PoseStreamJob job = new PoseStreamJob(config);
      job.wire(env, Extent.BOUNDED);
      return env.executeAsync(job.settings().jobName());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new DemoFailedException("the job was not accepted", e);
    }
  }

  private static StreamExecutionEnvironment environment() {
    return StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, new Configuration());
  }

  private static void awaitJob(JobClient job, Runnable meanwhile) {
    CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
    try {
      while (!result.isDone()) {
        meanwhile.run();
      }
      result.get();
    } catch (ExecutionException e) {
      throw new DemoFailedException("the job failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailedException("interrupted while the job ran", e);
    }
  }

  private List<WindowScores> scores() {
    List<WindowScores> scores = new ArrayList<>();
    readAll(topics.scoresTopic().orElseThrow(), taken(ScoresMessage::decode, scores::add));
    scores.sort(
        Comparator.comparing((WindowScores answer) -> answer.subject().camera())
            .thenComparing(answer -> answer.window().startMillis())
            .thenComparing(answer -> answer.subject().scope())
            .thenComparing(answer -> String.join("\u001f", answer.subject().tracks())));
    return scores;
  }

  private List<RejectedRecord> deadLetters() {
    List<RejectedRecord> rejected = new ArrayList<>();
    readAll(topics.deadLetterTopic(), taken(DeadLetterMessage::decode, rejected::add));
    rejected.sort(
        Comparator.comparingInt((RejectedRecord letter) -> letter.origin().partition())
            .thenComparingLong(letter -> letter.origin().offset()));
    return rejected;
  }

  private void readAll(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (TopicReader reader = reader(topic)) {
      reader.drain(each);
    }
  }

  private TopicReader reader(String topic) {
    return new TopicReader(broker.bootstrapServers(), Map.of(), topic, From.BEGINNING);
  }

  /** What a message says, read from its bytes. */
  private interface Decoder<T> {
    T decode(byte[] value) throws IOException;
  }

  private static <T> Consumer<ConsumerRecord<byte[], byte[]>> taken(
      Decoder<T> decoder, Consumer<T> each) {
    return record -> {
      try {
        each.accept(decoder.decode(record.value()));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "topic %s, partition %d, offset %d"
                .formatted(record.topic(), record.partition(), record.offset()),
            e);
      }
    };
  }

  @Override
  public void close() {
    broker.close();
    FileUtils.deleteDirectoryQuietly(checkpoints.toFile());
  }
}
