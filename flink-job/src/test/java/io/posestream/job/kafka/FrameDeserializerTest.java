package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.picture.PictureIntake;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.flink.types.DecodedRecord;
import io.posestream.job.config.DeadLetterPayload;
import io.posestream.job.config.EventTimeBounds;
import io.posestream.job.config.EventTimeBounds.Units;
import io.posestream.job.config.FrameFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDeserializerTest {
  private static final long SKEW = 60_000;
  private static final String TAIL = "-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String TRACE = "00" + TAIL;
  private static final byte[] FRAME = FrameMessage.encode(Frames.at(100_000));

  @Test
  void keepsWhereTheRecordWasRead() throws IOException {
    DecodedRecord decoded = deserialized(FRAME, 100_000);

    FrameOrigin origin = decoded.frame().orElseThrow().origin();
    assertThat(origin).isEqualTo(new FrameOrigin("frames", 3, 17, TRACE));
  }

  @Test
  void takesAnEventTimeWithinTheSkew() throws IOException {
    assertThat(deserialized(FRAME, 40_000).frame()).isPresent();
  }

  @Test
  void rejectsAnEventTimeAheadOfItsRecordByMoreThanTheSkew() throws IOException {
    RejectedRecord rejected = deserialized(FRAME, 39_999).rejected().orElseThrow();

    assertThat(rejected.reason()).isEqualTo(RejectReason.EVENT_TIME_SKEW);
    assertThat(rejected.message())
        .isEqualTo(
            "expected an event time at most 60000 ms past the record's timestamp, got 60001 ms"
                + " past (camera=cam, frame=100000)");
    assertThat(rejected.camera()).contains("cam");
    assertThat(rejected.origin()).isEqualTo(new FrameOrigin("frames", 3, 17, TRACE));
  }

  // A recording of last year may be replayed today.
  @Test
  void takesAnEventTimeFarBehindItsRecord() throws IOException {
    assertThat(deserialized(FRAME, 1_700_000_000_000L).frame()).isPresent();
  }

  @Test
  void takesARecordWithoutTimestamp() throws IOException {
    assertThat(deserialized(FRAME, ConsumerRecord.NO_TIMESTAMP).frame()).isPresent();
  }

  @Test
  void rejectsARecordWithoutValue() throws IOException {
    RejectedRecord rejected = deserialized(null, 0).rejected().orElseThrow();

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.origin().offset()).isEqualTo(17);
  }

  @Test
  void refusesATimeThatLiesNearItsRecordInAnotherUnit() throws IOException {
    long written = 1_795_845_870_000L;
    byte[] value = FrameMessage.encode(Frames.at(written / 1000));

    RejectedRecord rejected = deserialized(value, written).rejected().orElseThrow();

    assertThat(rejected.reason()).isEqualTo(RejectReason.EVENT_TIME);
    assertThat(rejected.message()).contains("1000 times too small", "frames.time-units");
  }

  @Test
  void takesATimeInAnyUnitIfToldTo() throws IOException {
    long written = 1_795_845_870_000L;
    EventTimeBounds unchecked = new EventTimeBounds(SKEW, 0, Units.UNCHECKED);

    assertThat(
            deserialized(FrameMessage.encode(Frames.at(written / 1000)), written, unchecked)
                .frame())
        .isPresent();
  }

  @Test
  void refusesATimeFurtherBehindItsRecordThanAllowed() throws IOException {
    EventTimeBounds live = new EventTimeBounds(SKEW, 30_000, Units.CHECKED);

    assertThat(deserialized(FRAME, 130_000, live).frame()).isPresent();
    RejectedRecord rejected = deserialized(FRAME, 130_001, live).rejected().orElseThrow();
    assertThat(rejected.reason()).isEqualTo(RejectReason.EVENT_TIME_SKEW);
    assertThat(rejected.message())
        .isEqualTo(
            "expected an event time at most 30000 ms before the record's timestamp, got 30001 ms"
                + " before (camera=cam, frame=100000)");
  }

  // It would be carried into every record that is made of this one.
  @ParameterizedTest
  @ValueSource(strings = {"", "00-abc", "ff" + TAIL, "0g" + TAIL, "00" + TAIL + "-more"})
  void carriesNoTraceThatLacksTheStandardForm(String trace) throws IOException {
    DecodedRecord decoded = deserialized(FRAME, 100_000, trace);

    assertThat(decoded.frame().orElseThrow().origin().traceparent()).isEmpty();
  }

  private static DecodedRecord deserialized(byte @Nullable [] value, long timestamp)
      throws IOException {
    return deserialized(value, timestamp, new EventTimeBounds(SKEW, 0, Units.CHECKED));
  }

  private static DecodedRecord deserialized(
      byte @Nullable [] value, long timestamp, EventTimeBounds bounds) throws IOException {
    return deserialized(value, timestamp, bounds, TRACE);
  }

  private static DecodedRecord deserialized(byte[] value, long timestamp, String trace)
      throws IOException {
    return deserialized(value, timestamp, new EventTimeBounds(SKEW, 0, Units.CHECKED), trace);
  }

  private static DecodedRecord deserialized(
      byte @Nullable [] value, long timestamp, EventTimeBounds bounds, String trace)
      throws IOException {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", trace.getBytes(UTF_8));
    FrameDeserializer deserializer =
        new FrameDeserializer(
            Optional.empty(),
            FrameFormat.auto(),
            bounds,
            DeadLetterPayload.FULL,
            PictureIntake.IGNORED);
    deserializer.open(new Context());
    List<DecodedRecord> out = new ArrayList<>();
    deserializer.deserialize(
        new ConsumerRecord<>(
            "frames",
            3,
            17,
            timestamp,
            TimestampType.CREATE_TIME,
            0,
            0,
            null,
            value,
            headers,
            Optional.empty()),
        new ListCollector<>(out));
    assertThat(out).hasSize(1);
    return out.get(0);
  }

  private static final class Context implements DeserializationSchema.InitializationContext {
    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return SimpleUserCodeClassLoader.create(Context.class.getClassLoader());
    }
  }
}
