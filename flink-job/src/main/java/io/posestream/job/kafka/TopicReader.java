package io.posestream.job.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what is committed in all partitions of a topic, without a consumer group.
 *
 * <p>Owned and used by one thread.
 */
public final class TopicReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  // A reader that has all it wants still waits, when it closes, for the fetch under way.
  private static final String FETCH_MILLIS = "100";

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /** Where reading starts. */
  public enum From {
    /** The earliest record. */
    BEGINNING,
    /** What comes next. */
    NOW
  }

  /**
   * Connects.
   *
   * @param bootstrapServers brokers to start from
   * @param properties further client properties, such as those for TLS
   * @param topic to read
   * @param from where reading starts
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer or have no such
   *     topic
   */
  public TopicReader(
      String bootstrapServers, Map<String, String> properties, String topic, From from) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS);
    settings.putAll(properties);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      partitions = assigned(consumer, topic, from);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static List<TopicPartition> assigned(
      KafkaConsumer<byte[], byte[]> consumer, String topic, From from) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic, PATIENCE).stream().map(TopicReader::partition).toList();
    if (partitions.isEmpty()) {
      throw new UnknownTopicOrPartitionException("the brokers have no such topic");
    }
    consumer.assign(partitions);
    if (from == From.BEGINNING) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
      // Seeking waits for the first poll; what comes until then must not be passed over.
      partitions.forEach(consumer::position);
    }
    return partitions;
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }

  /** Hands over what arrives within a time; may be nothing. */
  public void poll(Duration atMost, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    consumer.poll(atMost).forEach(each);
  }

  /** Hands over everything up to what is committed now. */
  public void drain(Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll(Duration.ofMillis(100), each);
    }
  }

  /** Returns how far each partition was read: the offset that comes next. */
  Map<TopicPartition, Long> positions() {
    return partitions.stream().collect(Collectors.toMap(Function.identity(), consumer::position));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
