package io.posestream.job.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Asks Kafka's brokers by a connection that lasts as long as the question. */
public final class Brokers {
  private final Properties client = new Properties();

  /**
   * Names the brokers, without connecting.
   *
   * @param bootstrapServers brokers to start from
   * @param properties further client properties
   * @param patience how long to wait for an answer
   */
  public Brokers(String bootstrapServers, Map<String, String> properties, Duration patience) {
    String millis = String.valueOf(patience.toMillis());
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    client.putAll(properties);
    client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
  }

  /**
   * Returns the answer to a question.
   *
   * @throws KafkaException if there is none, with the reason
   */
  public <T> T ask(Function<Admin, KafkaFuture<T>> question) {
    try (Admin admin = Admin.create(client)) {
      return question.apply(admin).get();
    } catch (ExecutionException e) {
      throw new KafkaException(reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the brokers were asked", e);
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }
}
