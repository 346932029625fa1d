package io.posestream.benchmarks.job;

import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a topic.
 *
 * <p>Owned and used by one thread.
 */
final class FrameProducer implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  FrameProducer(String bootstrapServers, String topic, int lingerMillis) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(lingerMillis));
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 * 1024));
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
  }

  /** Sends a record with a timestamp in milliseconds. */
  void send(byte[] key, long millis, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, null, millis, key, value),
        (metadata, error) -> {
          if (error != null) {
            failure.compareAndSet(null, error);
          }
        });
    rethrow();
  }

  void flush() {
    producer.flush();
    rethrow();
  }

  private void rethrow() {
    Exception error = failure.get();
    if (error != null) {
      throw new BenchFailedException("topic %s: %s".formatted(topic, error.getMessage()), error);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
