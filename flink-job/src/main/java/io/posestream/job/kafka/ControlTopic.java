package io.posestream.job.kafka;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.formats.json.ControlAnswerJson;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.TopicReader.From;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Asks a running job for a change.
 *
 * <p>Owned and used by one thread.
 */
public final class ControlTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaSettings kafka;
  private final String topic;
  private final TopicReader answers;

  /**
   * Connects, so that no answer is missed from here on.
   *
   * @param kafka brokers, and the topic of the answers
   * @param topic takes the messages
   * @throws KafkaException if the brokers do not answer or lack a topic
   */
  public ControlTopic(KafkaSettings kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
    this.answers =
        new TopicReader(
            kafka.bootstrapServers(), kafka.properties(), kafka.controlAckTopic(), From.NOW);
  }

  /**
   * Sends a message.
   *
   * @return where it stands in the topic
   * @throws IOException if it could not be written
   */
  public RecordMetadata send(byte[] message) throws IOException {
    Properties settings = kafka.clientProperties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      return producer.send(new ProducerRecord<>(topic, message)).get();
    } catch (ExecutionException e) {
      throw new IOException("topic %s cannot be written: %s".formatted(topic, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the message was sent", e);
    }
  }

  /**
   * Waits for the answer to a message.
   *
   * @param sent where it stands in the topic
   * @param atMost how long to wait
   * @return nothing if none came
   * @throws IOException if the topic of the answers holds something else
   */
  public Optional<ControlAnswer> await(RecordMetadata sent, Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < deadline) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      answers.poll(POLL, records::add);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        ControlAnswer answer = ControlAnswerJson.decode(record.value());
        if (answer.source().topic().equals(topic)
            && answer.source().partition() == sent.partition()
            && answer.source().offset() == sent.offset()) {
          return Optional.of(answer);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    answers.close();
  }
}
