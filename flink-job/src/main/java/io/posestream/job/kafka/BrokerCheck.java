package io.posestream.job.kafka;

import io.posestream.flink.window.FrameWatermarks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the brokers answer, found out in the background; the partitions of a subtask that are
 * silent at the same time share a check. Owned and used by one thread.
 */
public final class BrokerCheck implements FrameWatermarks.Witness {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  // configuration
  private final String bootstrapServers;
  private final Map<String, String> properties;

  // runtime
  private transient @Nullable CompletableFuture<Boolean> underWay;

  /**
   * Names the brokers.
   *
   * @param bootstrapServers brokers to start from
   * @param properties further client properties; serializable
   */
  public BrokerCheck(String bootstrapServers, Map<String, String> properties) {
    this.bootstrapServers = bootstrapServers;
    this.properties = properties;
  }

  @Override
  public CompletableFuture<Boolean> brokersAnswer() {
    if (underWay == null || underWay.isDone()) {
      // A thread of its own, which ends with the check and inherits the job's class loader.
      underWay = CompletableFuture.supplyAsync(this::answer, BrokerCheck::start);
    }
    return underWay;
  }

  private static void start(Runnable check) {
    Thread thread = new Thread(check, "posestream-broker-check");
    thread.setDaemon(true);
    thread.start();
  }

  private boolean answer() {
    try {
      new Brokers(bootstrapServers, properties, PATIENCE)
          .ask(admin -> admin.describeCluster().nodes());
      return true;
    } catch (KafkaException e) {
      LOG.warn(
          "The brokers do not answer, so silent partitions hold back event time: {}",
          e.getMessage());
      return false;
    }
  }
}
