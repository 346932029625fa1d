package io.posestream.job;

import io.posestream.testkit.kafka.EmbeddedKafka;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Kafka and Flink in this process for all of its tests: to start and end them for each job takes as
 * long as most of the jobs.
 */
final class TestServers implements BeforeAllCallback {
  private static final int SLOTS = 8;

  private static Optional<Servers> running = Optional.empty();

  private record Servers(EmbeddedKafka broker, MiniCluster cluster) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      cluster.close();
      broker.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(TestServers.class))
        .getOrComputeIfAbsent("servers", key -> start(), AutoCloseable.class);
  }

  private static AutoCloseable start() {
    Configuration flink = new Configuration();
    flink.set(TaskManagerOptions.NUM_TASK_SLOTS, SLOTS);
    MiniClusterConfiguration local =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(flink)
            .setNumSlotsPerTaskManager(SLOTS)
            .withRandomPorts()
            .build();
    Servers servers = new Servers(EmbeddedKafka.start(), new MiniCluster(local));
    try {
      servers.cluster().start();
    } catch (Exception e) {
      throw new IllegalStateException("the cluster does not start", e);
    }
    running = Optional.of(servers);
    return servers;
  }

  /** Returns the broker. */
  static EmbeddedKafka broker() {
    return running.orElseThrow().broker();
  }

  /** Returns an environment whose jobs run on the cluster. */
  static StreamExecutionEnvironment environment(int parallelism, Configuration flink) {
    return new TestStreamEnvironment(
        running.orElseThrow().cluster(), flink, parallelism, List.of(), List.of());
  }
}
