package io.posestream.job.kafka;

import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageSource;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.formats.json.ControlRequestJson;
import io.posestream.job.config.KafkaSettings;
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
public final class ControlSource {
  private ControlSource() {}

  /**
   * Returns the source.
   *
   * @param kafka brokers and group
   * @param topic to read
   * @param from where to start without a checkpoint
   * @param extent whether the source ends
   */
  public static KafkaSource<ControlRequest> of(
      KafkaSettings kafka, String topic, Map<TopicPartition, Long> from, Extent extent) {
    KafkaSourceBuilder<ControlRequest> source =
        KafkaSource.<ControlRequest>builder()
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
  public static ControlRequest request(ConsumerRecord<byte[], byte[]> record) {
    return ControlRequestJson.read(
        record.value(),
        new MessageSource(record.topic(), record.partition(), record.offset(), record.timestamp()));
  }

  private static final class Messages implements KafkaRecordDeserializationSchema<ControlRequest> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ControlRequest> out) {
      out.collect(request(record));
    }

    @Override
    public TypeInformation<ControlRequest> getProducedType() {
      return PoseStreamTypes.controlRequest();
    }
  }
}
