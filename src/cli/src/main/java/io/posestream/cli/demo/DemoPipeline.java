package io.posestream.cli.demo;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.flink.avro.DeadLetterMessage;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.formats.recording.Recording;
import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.ConfigException;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.job.kafka.Replay;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.testkit.folder.TemporaryFolder;
import io.posestream.testkit.kafka.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Runs the broker and the job in one JVM on a recording: the same code as on a cluster, with the
 * same exactly-once delivery.
 *
 * <p>Owned and used by one thread; closing stops the broker.
 */
public final class DemoPipeline implements AutoCloseable {
  private static final int PARALLELISM = 2;
  private static final int PARTITIONS = 2;
  private static final String REASON = "reason";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CANCELLATION = Duration.ofSeconds(10);

  private final EmbeddedKafka broker;
  private final TemporaryFolder files;
  private final Configuration config;
  private final KafkaSettings topics;
  private final JobCounters counters = JobCounters.begin();

  private DemoPipeline(EmbeddedKafka broker, TemporaryFolder files, Configuration config) {
    this.broker = broker;
    this.files = files;
    this.config = config;
    this.topics = new PoseStreamJob(config).settings().kafka();
  }

  /**
   * Starts the broker and creates the topics.
   *
   * @param overrides settings of the job that replace the defaults
   * @throws ConfigException if a setting is invalid
   */
  public static DemoPipeline start(Map<String, String> overrides) {
    // A trial run of the wiring, so that a bad setting or bundle is found before the broker starts.
    Map<String, String> tried = settings(overrides, Path.of("checkpoints"));
    new PoseStreamJob(JobConfigFile.of(tried))
        .wire(environment(new Configuration()), Extent.BOUNDED);
    TemporaryFolder files = TemporaryFolder.create("posestream-flink-");
    Map<String, String> settings = settings(overrides, files.path().resolve("checkpoints"));
    EmbeddedKafka broker = EmbeddedKafka.start();
    settings.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), broker.bootstrapServers());
    DemoPipeline pipeline = new DemoPipeline(broker, files, JobConfigFile.of(settings));
    pipeline.createTopics();
    return pipeline;
  }

  /** Returns the job's settings except the broker; the user's override those of the demo. */
  static Map<String, String> settings(Map<String, String> overrides, Path checkpoints) {
    Map<String, String> settings = new HashMap<>();
    settings.put(JobOptions.CHECKPOINT_INTERVAL.key(), "1 s");
    // By default checkpoints are in memory, which is too small for the windows of many cameras.
    settings.put("flink.execution.checkpointing.dir", checkpoints.toUri().toString());
    // A failed job must end the demo and not restart again and again.
    settings.put("flink.restart-strategy.type", "none");
    settings.put(KafkaOptions.LATE_TOPIC.key(), "pose.late.v1");
    settings.putAll(overrides);
    settings.put(KafkaOptions.SCORES_TOPIC.key(), KafkaOptions.SCORES_TOPIC.defaultValue());
    // The demo writes the frames and reads the events itself.
    settings.put(KafkaOptions.FRAME_FORMAT.key(), KafkaOptions.FRAME_FORMAT.defaultValue());
    settings.put(
        KafkaOptions.EVENT_FORMAT.key(), KafkaOptions.EVENT_FORMAT.defaultValue().toString());
    return settings;
  }

  /** Returns the address for clients that follow the topics or send what no recording holds. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  private void createTopics() {
    broker.createTopic(topics.framesTopic(), PARTITIONS);
    broker.createTopic(topics.eventsTopic(), PARTITIONS);
    broker.createTopic(topics.scoresTopic().orElseThrow(), PARTITIONS);
    broker.createTopic(topics.deadLetterTopic(), 1);
    topics.lateTopic().ifPresent(topic -> broker.createTopic(topic, 1));
  }

  /**
   * Writes a recording to the frame topic.
   *
   * @param file the recording
   * @param watch wraps the stream of the file's bytes and passes them on unchanged
   * @return what the recording held
   * @throws IOException if the recording cannot be read or written
   */
  public Replayed replay(Path file, UnaryOperator<InputStream> watch) throws IOException {
    try (Recording recording = Recording.open(file, watch);
        Replay replay = new Replay(broker.bootstrapServers(), Map.of(), topics.framesTopic())) {
      Replayed played = new Replayed();
      recording.forEach(
          line -> {
            played.add(line);
            replay.send(line);
          });
      replay.flush();
      return played;
    }
  }

  /**
   * Runs the job on the contents of the frame topic.
   *
   * @param eachEvent takes each event when it is committed
   * @return all output of the job
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
      awaitJob(submit(Extent.BOUNDED), () -> reader.poll(POLL, take));
      reader.drain(take);
    }
    // Partitions are read in any order; sorted output does not depend on it.
    events.sort(
        Comparator.comparingLong((ActionEvent event) -> event.window().endMillis())
            .thenComparing(event -> event.subject().camera())
            .thenComparing(ActionEvent::eventId)
            .thenComparing(ActionEvent::sequence));
    return new Outcome(events, scores(), deadLetters(), tally());
  }

  /**
   * Runs the job on what comes into the frame topic, until the process is told to end.
   *
   * @param eachEvent takes each event when it is committed
   * @throws DemoFailedException if the job fails
   */
  public void runUntilStopped(Consumer<ActionEvent> eachEvent) {
    try (TopicReader reader = reader(topics.eventsTopic())) {
      Consumer<ConsumerRecord<byte[], byte[]>> take = taken(EventMessage::decode, eachEvent);
      awaitJob(submit(Extent.UNBOUNDED), () -> reader.poll(POLL, take));
    }
  }

  private JobClient submit(Extent extent) {
    try {
      StreamExecutionEnvironment env = environment(flinkSettings());
      PoseStreamJob job = new PoseStreamJob(config);
      job.wire(env, extent);
      JobClient client = env.executeAsync(job.settings().jobName());
      files.closeFirst(() -> cancel(client));
      return client;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new DemoFailedException("the job was not accepted", e);
    }
  }

  // A job that still runs when the process is told to end would write its files again.
  private static void cancel(JobClient job) throws Exception {
    if (!job.getJobExecutionResult().isDone()) {
      job.cancel().get(CANCELLATION.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private Configuration flinkSettings() {
    return counters
        .settings()
        .set(CoreOptions.TMP_DIRS, files.path().toString())
        .set(WebOptions.TMP_DIR, files.path().toString());
  }

  private static StreamExecutionEnvironment environment(Configuration flink) {
    return StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, flink);
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

  private Tally tally() {
    SortedMap<String, Long> late = new TreeMap<>();
    topics
        .lateTopic()
        .ifPresent(
            topic ->
                readAll(
                    topic,
                    taken(DemoPipeline::camera, camera -> late.merge(camera, 1L, Long::sum))));
    return new Tally(
        counters.by("dropped", "what"),
        counters.by("personsRejected", REASON),
        counters.by("jointsRejected", REASON),
        counters.by("valuesCorrected", REASON),
        late);
  }

  private static String camera(byte[] frame) {
    return new FrameMessage().decode(frame, FrameOrigin.UNKNOWN).camera();
  }

  private void readAll(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (TopicReader reader = reader(topic)) {
      reader.drain(each);
    }
  }

  private TopicReader reader(String topic) {
    return new TopicReader(broker.bootstrapServers(), Map.of(), topic, From.BEGINNING);
  }

  /** Decodes a message. */
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
    counters.close();
    files.close();
  }
}
