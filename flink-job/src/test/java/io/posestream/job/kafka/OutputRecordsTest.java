package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.avro.DeadLetterMessage;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.flink.types.DecodedRecord;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.json.NvIncidentJson;
import io.posestream.job.config.KafkaSettings.EventFormat;
import io.posestream.testkit.fixture.SampleResults;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OutputRecordsTest {
  @Test
  void writesAnEventAsACloudEvent() throws IOException {
    var record =
        serialized(
            OutputRecords.events("events", EventFormat.AVRO), SampleResults.personFallEnds());

    assertThat(headers(record))
        .containsExactly(
            Map.entry("ce_specversion", "1.0"),
            Map.entry("ce_id", "id-1/1"),
            Map.entry("ce_source", "/posestream/cameras/cam"),
            Map.entry("ce_type", "io.posestream.action.ended"),
            Map.entry("ce_subject", "fall"),
            Map.entry("ce_time", "1970-01-01T00:00:14Z"),
            Map.entry("content-type", "avro/binary"),
            Map.entry("traceparent", "00-trace"));
    assertThat(EventMessage.decode(record.value())).isEqualTo(SampleResults.personFallEnds());
  }

  @Test
  void timesAnEventThatGoesOnByItsStart() {
    var record =
        serialized(
            OutputRecords.events("events", EventFormat.AVRO), SampleResults.sceneFallStarts());

    assertThat(headers(record))
        .containsEntry("ce_time", "1970-01-01T00:00:11Z")
        .containsEntry("ce_type", "io.posestream.action.started")
        .doesNotContainKey("traceparent");
  }

  @Test
  void escapesACameraThatIsNoUriPath() {
    var events = OutputRecords.events("events", EventFormat.AVRO);

    assertThat(headers(serialized(events, SampleResults.fallStartsAt("gate 1/ü"))))
        .containsEntry("ce_source", "/posestream/cameras/gate%201%2F%C3%BC");
  }

  @Test
  void keysEveryRecordByItsCamera() {
    assertThat(
            key(
                serialized(
                    OutputRecords.events("t", EventFormat.AVRO), SampleResults.sceneFallStarts())))
        .isEqualTo("cam");
    assertThat(key(serialized(OutputRecords.scores("t"), SampleResults.sceneScores())))
        .isEqualTo("cam");
    assertThat(key(serialized(OutputRecords.frames("t"), Frames.at(40)))).isEqualTo("cam");
    assertThat(key(serialized(OutputRecords.deadLetters("t"), deadFrame()))).isEqualTo("cam");
  }

  @Test
  void leavesTopicPartitionAndTimestampToKafka() {
    var record = serialized(OutputRecords.scores("scores"), SampleResults.sceneScores());

    assertThat(record.topic()).isEqualTo("scores");
    assertThat(record.partition()).isNull();
    assertThat(record.timestamp()).isNull();
  }

  @Test
  void writesScoresWithTheirTrace() throws IOException {
    var record = serialized(OutputRecords.scores("scores"), SampleResults.personScores());

    assertThat(headers(record)).containsExactly(Map.entry("traceparent", "00-trace"));
    assertThat(ScoresMessage.decode(record.value())).isEqualTo(SampleResults.personScores());
  }

  @Test
  void writesALateFrameAsItCame() {
    var record = serialized(OutputRecords.frames("late"), Frames.at(40));

    assertThat(headers(record)).containsExactly(Map.entry("traceparent", "00-trace"));
    assertThat(new FrameMessage().decode(record.value(), Frames.ORIGIN)).isEqualTo(Frames.at(40));
  }

  @Test
  void writesADeadLetterOfNoCameraWithoutKey() throws IOException {
    RejectedRecord rejected =
        RejectedRecord.undecoded(
            RejectReason.UNDECODABLE, "m", new FrameOrigin("frames", 1, 42, ""), new byte[] {1});

    var record = serialized(OutputRecords.deadLetters("dead"), rejected);

    assertThat(record.key()).isNull();
    assertThat(headers(record)).isEmpty();
    assertThat(DeadLetterMessage.decode(record.value())).isEqualTo(rejected);
  }

  @Test
  void writesADeadLetterThatKafkaTakesWhateverTheRecordWas() {
    FrameDecoder decoder = new FrameDecoder(Optional.empty());
    DecodedRecord decoded = decoder.decode(new byte[1_048_000], Frames.ORIGIN);

    var record = serialized(OutputRecords.deadLetters("dead"), decoded.rejected().orElseThrow());

    assertThat(record.value()).hasSizeLessThan(1_000_000);
  }

  @Test
  void writesEventsAsJson() throws IOException {
    var record =
        serialized(
            OutputRecords.events("events", EventFormat.JSON), SampleResults.personFallEnds());

    assertThat(record.value())
        .asString(UTF_8)
        .isEqualTo(EventJson.line(SampleResults.personFallEnds()));
    assertThat(headers(record)).containsEntry("content-type", "application/json");
  }

  @Test
  void writesEventsInTheMannerOfNvIncident() throws IOException {
    var record =
        serialized(
            OutputRecords.events("events", EventFormat.NV_INCIDENT),
            SampleResults.personFallEnds());

    assertThat(record.value())
        .asString(UTF_8)
        .isEqualTo(NvIncidentJson.line(SampleResults.personFallEnds()));
    assertThat(headers(record)).containsKey("ce_id");
  }

  // The sink looks the topic up to find transactions that a lost job left open.
  @Test
  void namesTheTopicForTheSink() throws Exception {
    var travelled = InstantiationUtil.clone(OutputRecords.events("events", EventFormat.AVRO));

    assertThat(travelled).isInstanceOf(KafkaDatasetFacetProvider.class);
    var facet = ((KafkaDatasetFacetProvider) travelled).getKafkaDatasetFacet().orElseThrow();
    assertThat(facet.getTopicIdentifier())
        .isEqualTo(DefaultKafkaDatasetIdentifier.ofTopics(List.of("events")));
  }

  private static RejectedRecord deadFrame() {
    return RejectedRecord.frame(Frames.at(40), RejectReason.DUPLICATE_FRAME, "m");
  }

  private static <T> ProducerRecord<byte[], byte[]> serialized(
      KafkaRecordSerializationSchema<T> schema, T element) {
    return Objects.requireNonNull(schema.serialize(element, new SinkContext(), null));
  }

  private static String key(ProducerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    record
        .headers()
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    return headers;
  }
}
