package io.posestream.job.kafka;

import io.posestream.flink.types.DecodedRecord;
import io.posestream.job.config.FrameSettings;
import io.posestream.job.config.KafkaSettings;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Reads the frame topic. */
public final class FrameSource {
  /** Whether the source ends. */
  public enum Extent {
    /** It reads until the job is stopped. */
    UNBOUNDED,
    /** It reads what the topic holds when the job starts. */
    BOUNDED
  }

  private FrameSource() {}

  /**
   * Returns the source.
   *
   * @param kafka brokers, topic, group and start
   * @param frames which are accepted
   * @param extent whether the source ends
   */
  public static KafkaSource<DecodedRecord> of(
      KafkaSettings kafka, FrameSettings frames, Extent extent) {
    KafkaSourceBuilder<DecodedRecord> source =
        KafkaSource.<DecodedRecord>builder()
            .setBootstrapServers(kafka.bootstrapServers())
            .setProperties(kafka.clientProperties())
            // Producers of frames may be transactional too.
            .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
            .setGroupId(kafka.groupId())
            .setTopics(kafka.framesTopic())
            .setStartingOffsets(start(kafka.start()))
            .setDeserializer(
                new FrameDeserializer(
                    kafka.schemaRegistry(),
                    kafka.frameFormat(),
                    frames.eventTimes(),
                    kafka.deadLetterPayload(),
                    frames.pictures()));
    if (extent == Extent.BOUNDED) {
      source.setBounded(OffsetsInitializer.latest());
    }
    return source.build();
  }

  private static OffsetsInitializer start(KafkaSettings.Start start) {
    return switch (start) {
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
    };
  }
}
