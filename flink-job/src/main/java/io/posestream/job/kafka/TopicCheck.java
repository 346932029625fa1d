package io.posestream.job.kafka;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Tells at once whether a topic is there. */
public final class TopicCheck {
  private static final String MOST_MILLIS = "30000";

  private TopicCheck() {}

  /**
   * Returns if the topic is there.
   *
   * @param bootstrapServers brokers to start from
   * @param properties further client properties
   * @param topic to look for
   * @throws KafkaException if it is not there, or the brokers do not answer within half a minute
   */
  public static void require(
      String bootstrapServers, Map<String, String> properties, String topic) {
    Properties client = new Properties();
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, MOST_MILLIS);
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, MOST_MILLIS);
    client.putAll(properties);
    client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(client)) {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
    } catch (ExecutionException e) {
      throw new KafkaException(reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while looking for topic " + topic, e);
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }
}
