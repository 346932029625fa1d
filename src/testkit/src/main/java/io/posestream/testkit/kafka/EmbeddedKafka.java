package io.posestream.testkit.kafka;

import io.posestream.testkit.folder.TemporaryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/**
 * A Kafka cluster in this JVM, with transactions, on free ports of the local host.
 *
 * <p>Its files lie in a temporary folder, which goes when the cluster is closed or the process
 * ends.
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

  private static final String PREFIX = "posestream-broker-";

  private final KafkaClusterTestKit kit;
  private final TemporaryFolder folder;
  private final int brokers;

  private EmbeddedKafka(KafkaClusterTestKit kit, TemporaryFolder folder, int brokers) {
    this.kit = kit;
    this.folder = folder;
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
    return start(brokers, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Starts a cluster whose files lie in a folder below {@code parent}. */
  static EmbeddedKafka start(int brokers, Path parent) {
    if (brokers < 1) {
      throw new IllegalArgumentException("brokers: expected 1 or more, got " + brokers);
    }
    TemporaryFolder folder = TemporaryFolder.create(parent, PREFIX);
    try {
      KafkaClusterTestKit kit = build(brokers, folder.path());
      folder.closeFirst(kit);
      start(kit);
      return new EmbeddedKafka(kit, folder, brokers);
    } catch (Exception e) {
      closeAfter(e, folder);
      throw failed("start a Kafka of %d brokers".formatted(brokers), e);
    }
  }

  private static void closeAfter(Exception cause, TemporaryFolder folder) {
    try {
      folder.close();
    } catch (IllegalStateException e) {
      cause.addSuppressed(e);
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

  private static void start(KafkaClusterTestKit kit) throws Exception {
    QuietConsole.run(CHATTER, kit::format);
    kit.startup();
    kit.waitForReadyBrokers();
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
      awaitKnown(admin, name);
    } catch (ExecutionException e) {
      throw failed("create topic %s with %d partitions".formatted(name, partitions), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  // The controller knows a topic a moment before the brokers do.
  private static void awaitKnown(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    while (!admin.listTopics().names().get().contains(topic)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Returns a producer of records as they are; the caller closes it. */
  public KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
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
    folder.close();
  }

  private static IllegalStateException failed(String what, Exception cause) {
    return new IllegalStateException("could not " + what, cause);
  }

  private static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return failed("wait for Kafka", cause);
  }
}
