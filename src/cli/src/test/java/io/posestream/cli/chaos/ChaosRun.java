package io.posestream.cli.chaos;

import static java.util.stream.Collectors.toMap;

import io.posestream.cli.chaos.Outcome.Topics;
import io.posestream.cli.cluster.ClusterSpec;
import io.posestream.cli.cluster.ClusterTopic;
import io.posestream.cli.cluster.Installation;
import io.posestream.cli.cluster.LocalCluster;
import io.posestream.cli.cluster.LocalCluster.Listening;
import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * A cluster that is hurt while cameras send, and an undisturbed job that reads the same frames.
 *
 * <p>The processes are real, and are killed as a failing machine would: nothing is told before.
 */
final class ChaosRun implements AutoCloseable {
  static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

  /** How long anything may take; the system property is for machines that do much else. */
  static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("chaos.patience-seconds", 120));

  private static final int QUIET_SECONDS = 6;

  static final Topics HURT = Topics.writtenBy("hurt");
  private static final Topics UNDISTURBED = Topics.writtenBy("undisturbed");

  private final LocalCluster cluster;
  private final Feed feed;
  private final Map<String, Double> recoveries = new LinkedHashMap<>();
  private final Map<String, Long> struckMillis = new LinkedHashMap<>();

  private ChaosRun(LocalCluster cluster) {
    this.cluster = cluster;
    this.feed = new Feed(cluster.bootstrapServers(), HURT.frames());
  }

  /** What is done to the cluster. */
  interface Blow {
    void strike(LocalCluster cluster) throws IOException, InterruptedException;
  }

  static ChaosRun start(Path folder, int brokers, Map<String, String> overrides)
      throws IOException, InterruptedException {
    List<ClusterTopic> topics = new ArrayList<>();
    topics.add(ClusterTopic.ordered(ControlMessages.TOPIC));
    topics.add(ClusterTopic.spread(HURT.frames()));
    HURT.written().forEach(name -> topics.add(ClusterTopic.spread(name)));
    UNDISTURBED.written().forEach(name -> topics.add(ClusterTopic.spread(name)));
    LocalCluster cluster =
        LocalCluster.up(
            spec(folder, brokers, overrides),
            Installation.of(classPath(), HOME),
            Listening.FREE_PORTS,
            topics,
            PATIENCE);
    ChaosRun run = new ChaosRun(cluster);
    try {
      cluster.awaitJob(PATIENCE);
      run.feed.start();
      return run;
    } catch (IOException | InterruptedException e) {
      run.close();
      throw e;
    }
  }

  private static ClusterSpec spec(Path folder, int brokers, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>(HURT.settings("hurt"));
    settings.putAll(bundles());
    settings.putAll(overrides);
    return new ClusterSpec(
        folder,
        brokers,
        2,
        1,
        2,
        HOME.resolve("conf/job.yaml"),
        settings,
        List.of(),
        Map.of("restart-strategy.exponential-delay.max-backoff", "5 s"));
  }

  /** Returns the bundles that ship as the defaults, where they lie here. */
  private static Map<String, String> bundles() {
    return Stream.of(
            InferenceOptions.MODEL,
            InferenceOptions.SCENE_MODEL,
            InferenceOptions.SECOND_LOOK_MODEL)
        .collect(
            toMap(ConfigOption::key, option -> HOME.resolve(option.defaultValue()).toString()));
  }

  /** Returns the jars of the test's own class path: those of the command, and no folder. */
  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(entry -> !entry.contains("flink-test-utils") && !entry.contains("-tests.jar"))
        .map(Path::of)
        .toList();
  }

  LocalCluster cluster() {
    return cluster;
  }

  Feed feed() {
    return feed;
  }

  Map<String, Double> recoveries() {
    return recoveries;
  }

  /** Returns when each fault struck, in the cameras' time, which is the wall's. */
  Map<String, Long> struckMillis() {
    return struckMillis;
  }

  /** Waits until the job writes scores. */
  void awaitScores(Duration patience) throws TimeoutException {
    try (TopicReader scores = scores()) {
      awaitNext(scores, System.nanoTime(), patience);
    }
  }

  /**
   * Strikes, and waits until the job writes scores again.
   *
   * @param name of the fault
   * @param blow what is done
   * @return seconds from the blow to the first score after it that can be read
   */
  double strike(String name, Blow blow, Duration patience)
      throws IOException, InterruptedException, TimeoutException {
    try (TopicReader scores = scores()) {
      long struck = System.nanoTime();
      struckMillis.put(name, System.currentTimeMillis());
      blow.strike(cluster);
      settle(scores);
      double seconds = awaitNext(scores, struck, patience);
      recoveries.put(name, seconds);
      return seconds;
    }
  }

  // What was committed before the blow may still arrive.
  private static void settle(TopicReader scores) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
    while (System.nanoTime() < end) {
      scores.poll(Duration.ofMillis(100), record -> {});
    }
  }

  private static double awaitNext(TopicReader scores, long since, Duration patience)
      throws TimeoutException {
    List<Long> seen = new ArrayList<>();
    while (seen.isEmpty()) {
      scores.poll(Duration.ofMillis(100), record -> seen.add(record.offset()));
      if (System.nanoTime() - since > patience.toNanos()) {
        throw new TimeoutException("no scores within " + patience);
      }
    }
    return (System.nanoTime() - since) / 1e9;
  }

  private TopicReader scores() {
    return new TopicReader(cluster.bootstrapServers(), Map.of(), HURT.scores(), From.NOW);
  }

  /** The two outcomes of one stream of frames. */
  record Outcomes(Outcome hurt, Outcome undisturbed) {}

  /** Stops the cameras, waits until all is read, and lets the undisturbed job read it as well. */
  Outcomes finish() throws Exception {
    long before = feed.stop();
    awaitRead();
    undisturbed();
    return new Outcomes(
        Outcome.of(cluster.bootstrapServers(), HURT, before),
        Outcome.of(cluster.bootstrapServers(), UNDISTURBED, before));
  }

  // Offsets are committed with the checkpoint that makes what was written visible.
  private void awaitRead() throws ExecutionException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      while (unread(admin) > 0) {
        if (System.nanoTime() > end) {
          throw new TimeoutException("%d frames are not read".formatted(unread(admin)));
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
      awaitQuiet(admin);
    }
  }

  // The last scores are committed about when the offsets are, on a busy machine some time after.
  private static void awaitQuiet(Admin admin) throws ExecutionException, InterruptedException {
    long seen = -1;
    int quiet = 0;
    while (quiet < QUIET_SECONDS) {
      TimeUnit.SECONDS.sleep(1);
      long visible = end(admin, HURT.scores(), IsolationLevel.READ_COMMITTED);
      quiet = visible == seen ? quiet + 1 : 0;
      seen = visible;
    }
  }

  private static long unread(Admin admin) throws ExecutionException, InterruptedException {
    long written = end(admin, HURT.frames(), IsolationLevel.READ_UNCOMMITTED);
    long read =
        admin
            .listConsumerGroupOffsets("hurt")
            .partitionsToOffsetAndMetadata()
            .get()
            .values()
            .stream()
            .mapToLong(offset -> offset == null ? 0 : offset.offset())
            .sum();
    return written - read;
  }

  /** Returns the sum of a topic's end offsets. */
  private static long end(Admin admin, String topic, IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (var partition :
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
      wanted.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
    }
    return admin
        .listOffsets(wanted, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  private void undisturbed() throws Exception {
    Map<String, String> settings = new HashMap<>(UNDISTURBED.settings("undisturbed"));
    settings.put("kafka.bootstrap-servers", cluster.bootstrapServers());
    settings.putAll(bundles());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
    new PoseStreamJob(JobConfigFile.of(settings)).wire(env, Extent.BOUNDED);
    env.execute("undisturbed");
  }

  @Override
  public void close() {
    try {
      feed.close();
      cluster.down();
    } catch (IOException e) {
      throw new IllegalStateException("the cluster cannot be stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
