package io.posestream.job.kafka;

import io.posestream.core.rule.RuleRequest;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.json.RuleRequestJson;
import io.posestream.job.kafka.FrameSource.Extent;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the control topic. */
public final class RuleSource {
  private RuleSource() {}

  /**
   * Returns the source.
   *
   * @param kafka brokers and group
   * @param topic to read
   * @param from where to start without a checkpoint
   * @param extent whether the source ends
   */
  public static KafkaSource<RuleRequest> of(
      KafkaSettings kafka, String topic, Map<TopicPartition, Long> from, Extent extent) {
    KafkaSourceBuilder<RuleRequest> source =
        KafkaSource.<RuleRequest>builder()
            .setBootstrapServers(kafka.bootstrapServers())
            .setProperties(kafka.clientProperties())
            .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
            .setGroupId(kafka.groupId() + "-control")
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.offsets(from))
            .setDeserializer(new Messages());
    if (extent == Extent.BOUNDED) {
      source.setBounded(OffsetsInitializer.latest());
    }
    return source.build();
  }

  /** Returns the message in a record. */
  public static RuleRequest request(ConsumerRecord<byte[], byte[]> record) {
    return RuleRequestJson.read(
        record.value(),
        new RuleRequest.Source(
            record.topic(), record.partition(), record.offset(), record.timestamp()));
  }

  private static final class Messages implements KafkaRecordDeserializationSchema<RuleRequest> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RuleRequest> out) {
      out.collect(request(record));
    }

    @Override
    public TypeInformation<RuleRequest> getProducedType() {
      return PoseStreamTypes.ruleRequest();
    }
  }
}
