package io.posestream.testkit.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/**
 * A Kafka cluster in this JVM, with transactions, on free ports of the local host.
 *
 * <p>One broker shares its node with the controller and starts fastest; with several brokers the
 * controller has its own node, because combined controllers take minutes to close.
 *
 * <p>The only class that touches Kafka's internal test kit.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /** What Kafka's formatter prints for every node. */
  private static final List<String> CHATTER =
      List.of("Formatting metadata directory", "Bootstrap metadata:");

  private static final int INTERNAL_TOPIC_PARTITIONS = 5;

  private final KafkaClusterTestKit kit;
  private final Path directory;
  private final int brokers;
  private boolean closed;

  private EmbeddedKafka(KafkaClusterTestKit kit, Path directory, int brokers) {
    this.kit = kit;
    this.directory = directory;
    this.brokers = brokers;
  }

  /** Starts one broker; the caller closes it. */
  public static EmbeddedKafka start() {
    return start(1);
  }

  /**
   * Starts a cluster; the caller closes it.
   *
   * @param brokers one or more
   * @throws IllegalStateException if it does not come up
   */
  public static EmbeddedKafka start(int brokers) {
    if (brokers < 1) {
      throw new IllegalArgumentException("brokers: expected 1 or more, got " + brokers);
    }
    Path directory = newDirectory();
    try {
      EmbeddedKafka kafka = new EmbeddedKafka(build(brokers, directory), directory, brokers);
      return kafka.started();
    } catch (Exception e) {
      delete(directory);
      throw failed("start a Kafka of %d brokers".formatted(brokers), e);
    }
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("posestream-kafka-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a directory for Kafka", e);
    }
  }

  private static KafkaClusterTestKit build(int brokers, Path directory) throws Exception {
    TestKitNodes nodes =
        new TestKitNodes.Builder()
            .setBaseDirectory(directory)
            .setCombined(brokers == 1)
            .setNumControllerNodes(1)
            .setNumBrokerNodes(brokers)
            .build();
    KafkaClusterTestKit.Builder builder = new KafkaClusterTestKit.Builder(nodes);
    settings(brokers).forEach(builder::setConfigProp);
    return builder.build();
  }

  private static Map<String, Object> settings(int brokers) {
    short replicas = (short) Math.min(3, brokers);
    return Map.of(
        "offsets.topic.replication.factor", replicas,
        "offsets.topic.num.partitions", INTERNAL_TOPIC_PARTITIONS,
        "transaction.state.log.replication.factor", replicas,
        "transaction.state.log.min.isr", Math.max(1, replicas - 1),
        "transaction.state.log.num.partitions", INTERNAL_TOPIC_PARTITIONS,
        "group.initial.rebalance.delay.ms", 0,
        "auto.create.topics.enable", false);
  }

  private EmbeddedKafka started() throws Exception {
    try {
      QuietConsole.run(CHATTER, kit::format);
      kit.startup();
      kit.waitForReadyBrokers();
      return this;
    } catch (Exception e) {
      kit.close();
      throw e;
    }
  }

  /** Returns where clients connect: {@code host:port}, comma separated. */
  public String bootstrapServers() {
    return kit.bootstrapServers();
  }

  /** Creates a topic, with up to three replicas, and waits until it is there. */
  public void createTopic(String name, int partitions) {
    short replicas = (short) Math.min(3, brokers);
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.of(replicas));
    try (Admin admin = admin()) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw failed("create topic %s with %d partitions".formatted(name, partitions), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Deletes a topic with its records. */
  public void deleteTopic(String name) {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(name)).all().get();
    } catch (ExecutionException e) {
      throw failed("delete topic " + name, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
  }

  /** Stops the cluster and removes its files; safe to call twice. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      kit.close();
    } catch (Exception e) {
      throw failed("close Kafka", e);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      directory.toFile().deleteOnExit();
    }
  }

  private static IllegalStateException failed(String what, Exception cause) {
    return new IllegalStateException("could not " + what, cause);
  }

  private static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return failed("wait for Kafka", cause);
  }
}
