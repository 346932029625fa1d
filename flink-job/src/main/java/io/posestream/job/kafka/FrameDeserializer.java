package io.posestream.job.kafka;

import io.posestream.core.picture.PictureIntake;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.flink.types.DecodedRecord;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.job.config.DeadLetterPayload;
import io.posestream.job.config.EventTimeBounds;
import io.posestream.job.config.FrameFormat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Turns Kafka records into frames, or into the reasons why they are none. */
final class FrameDeserializer implements KafkaRecordDeserializationSchema<DecodedRecord> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final @Nullable String schemaRegistry;
  private final FrameFormat format;
  private final EventTimeBounds bounds;
  private final DeadLetterPayload payload;
  private final PictureIntake pictures;

  // runtime
  private transient FrameDecoder decoder;
  private transient EventTimeGuard guard;

  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  FrameDeserializer(
      Optional<String> schemaRegistry,
      FrameFormat format,
      EventTimeBounds bounds,
      DeadLetterPayload payload,
      PictureIntake pictures) {
    this.payload = payload;
    this.schemaRegistry = schemaRegistry.orElse(null);
    this.format = format;
    this.bounds = bounds;
    this.pictures = pictures;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder =
        new FrameDecoder(
            Optional.ofNullable(schemaRegistry).map(SchemaRegistry::new),
            format.decoder(),
            payload,
            pictures);
    guard = new EventTimeGuard(bounds);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<DecodedRecord> out) {
    DecodedRecord decoded =
        inTime(decoder.decode(record.value(), key(record), millis(record), origin(record)), record);
    out.collect(record.key() == null ? decoded.keyless() : decoded);
  }

  private static Optional<String> key(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.key()).map(key -> new String(key, StandardCharsets.UTF_8));
  }

  private static OptionalLong millis(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp() < 0 ? OptionalLong.empty() : OptionalLong.of(record.timestamp());
  }

  private static FrameOrigin origin(ConsumerRecord<byte[], byte[]> record) {
    return new FrameOrigin(
        record.topic(), record.partition(), record.offset(), TraceContext.of(record.headers()));
  }

  private DecodedRecord inTime(DecodedRecord decoded, ConsumerRecord<byte[], byte[]> record) {
    return decoded
        .frame()
        .flatMap(frame -> guard.refused(frame, record.timestamp()))
        .map(DecodedRecord::of)
        .orElse(decoded);
  }

  @Override
  public TypeInformation<DecodedRecord> getProducedType() {
    return PoseStreamTypes.decodedRecord();
  }
}
