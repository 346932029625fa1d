package io.posestream.job.kafka;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.types.DecodedRecord;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.job.config.FrameFormat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Turns Kafka records into frames, or into the reasons why they are none. */
final class FrameDeserializer implements KafkaRecordDeserializationSchema<DecodedRecord> {
  private static final long serialVersionUID = 1L;
  private static final String TRACEPARENT = "traceparent";

  // configuration
  private final @Nullable String schemaRegistry;
  private final FrameFormat format;
  private final long maxSkewMillis;

  // runtime
  private transient FrameDecoder decoder;

  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  FrameDeserializer(Optional<String> schemaRegistry, FrameFormat format, long maxSkewMillis) {
    this.schemaRegistry = schemaRegistry.orElse(null);
    this.format = format;
    this.maxSkewMillis = maxSkewMillis;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder =
        new FrameDecoder(
            Optional.ofNullable(schemaRegistry).map(SchemaRegistry::new), format.decoder());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<DecodedRecord> out) {
    DecodedRecord decoded =
        decoder.decode(record.value(), key(record), millis(record), origin(record));
    out.collect(inTime(decoded, record));
  }

  private static Optional<String> key(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.key()).map(key -> new String(key, StandardCharsets.UTF_8));
  }

  private static OptionalLong millis(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp() < 0 ? OptionalLong.empty() : OptionalLong.of(record.timestamp());
  }

  private static FrameOrigin origin(ConsumerRecord<byte[], byte[]> record) {
    Header trace = record.headers().lastHeader(TRACEPARENT);
    String traceparent =
        trace == null || trace.value() == null
            ? ""
            : new String(trace.value(), StandardCharsets.UTF_8);
    return new FrameOrigin(record.topic(), record.partition(), record.offset(), traceparent);
  }

  // The record's timestamp, unlike a clock on the wall, is the same when the topic is read again.
  private DecodedRecord inTime(DecodedRecord decoded, ConsumerRecord<byte[], byte[]> record) {
    if (decoded.frame().isEmpty() || record.timestamp() < 0) {
      return decoded;
    }
    PoseFrame frame = decoded.frame().get();
    long ahead = frame.timeMillis() - record.timestamp();
    if (ahead <= maxSkewMillis) {
      return decoded;
    }
    return DecodedRecord.of(
        RejectedRecord.frame(
            frame,
            RejectReason.EVENT_TIME_SKEW,
            ("expected an event time at most %d ms past the record's timestamp, got %d ms past"
                    + " (camera=%s, frame=%d)")
                .formatted(maxSkewMillis, ahead, frame.camera(), frame.number())));
  }

  @Override
  public TypeInformation<DecodedRecord> getProducedType() {
    return PoseStreamTypes.decodedRecord();
  }
}
