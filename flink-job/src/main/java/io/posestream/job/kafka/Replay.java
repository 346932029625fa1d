package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.formats.recording.Recording;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording to a topic, frames as Avro.
 *
 * <p>A line that is no usable frame, or one with persons or joints that cannot be used, is sent as
 * it stands, so that the job, not the replay, says what is wrong with it.
 *
 * <p>An outage of the brokers of up to an hour delays it, unless the properties say otherwise.
 *
 * <p>Owned and used by one thread.
 */
public final class Replay implements AutoCloseable {
  private static final String PATIENCE_MILLIS = Long.toString(Duration.ofHours(1).toMillis());

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final AtomicLong written = new AtomicLong();

  /**
   * Connects to the brokers.
   *
   * @param bootstrapServers brokers to start from
   * @param properties further client properties, such as those for TLS
   * @param topic takes the frames
   */
  public Replay(String bootstrapServers, Map<String, String> properties, String topic) {
    Properties settings = new Properties();
    // A recording takes as long as it takes: an outage delays it and does not end it.
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.putAll(properties);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
  }

  /**
   * Sends one line.
   *
   * @throws IOException if an earlier line could not be written
   */
  public void send(Recording.Line line) throws IOException {
    Optional<PoseFrame> frame = line.frame();
    byte @Nullable [] key = frame.map(known -> known.camera().getBytes(UTF_8)).orElse(null);
    byte[] value =
        frame
            .filter(known -> known.faults().isEmpty())
            .map(FrameMessage::encode)
            .orElse(line.text());
    send(key, value);
  }

  /**
   * Sends one frame.
   *
   * @throws IOException if an earlier one could not be written
   */
  public void send(PoseFrame frame) throws IOException {
    send(frame.camera().getBytes(UTF_8), FrameMessage.encode(frame));
  }

  private void send(byte @Nullable [] key, byte[] value) throws IOException {
    producer.send(
        new ProducerRecord<>(topic, key, value),
        (metadata, error) -> {
          if (error == null) {
            written.incrementAndGet();
          } else {
            failure.compareAndSet(null, error);
          }
        });
    rethrow();
  }

  /** Returns how many frames the brokers have confirmed. */
  public long written() {
    return written.get();
  }

  /**
   * Waits until everything sent is written.
   *
   * @throws IOException if something could not be written
   */
  public void flush() throws IOException {
    producer.flush();
    rethrow();
  }

  private void rethrow() throws IOException {
    Exception error = failure.get();
    if (error != null) {
      throw new IOException("topic %s: %s".formatted(topic, error.getMessage()), error);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
