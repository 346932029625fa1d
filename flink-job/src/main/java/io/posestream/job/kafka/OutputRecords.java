package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.flink.avro.DeadLetterMessage;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.formats.json.ControlAnswerJson;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.json.NvIncidentJson;
import io.posestream.job.config.KafkaSettings.EventFormat;
import java.io.Serializable;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka records of each output: key = camera id, value = Avro single object; but for events
 * where another format is set, and for answers to control messages, which are JSON like these and
 * have their ids as key.
 */
final class OutputRecords {
  private static final String JSON = "application/json";

  private OutputRecords() {}

  /** A function that travels with the job graph. */
  private interface Part<T, R> extends Function<T, R>, Serializable {}

  static KafkaRecordSerializationSchema<ActionEvent> events(String topic, EventFormat format) {
    return switch (format) {
      case AVRO -> events(topic, EventMessage::encode, "avro/binary");
      case JSON -> events(topic, event -> EventJson.line(event).getBytes(UTF_8), JSON);
      case NV_INCIDENT -> events(topic, event -> NvIncidentJson.line(event).getBytes(UTF_8), JSON);
    };
  }

  private static KafkaRecordSerializationSchema<ActionEvent> events(
      String topic, Part<ActionEvent, byte[]> value, String contentType) {
    return records(
        topic, event -> event.subject().camera(), value, event -> cloudEvent(event, contentType));
  }

  static KafkaRecordSerializationSchema<WindowScores> scores(String topic) {
    return records(
        topic,
        scores -> scores.subject().camera(),
        ScoresMessage::encode,
        scores -> trace(scores.traceparent()));
  }

  static KafkaRecordSerializationSchema<RejectedRecord> deadLetters(String topic) {
    return records(
        topic,
        rejected -> rejected.camera().orElse(""),
        DeadLetterMessage::encode,
        rejected -> trace(rejected.origin().traceparent()));
  }

  static KafkaRecordSerializationSchema<PoseFrame> frames(String topic) {
    return records(
        topic,
        PoseFrame::camera,
        FrameMessage::encode,
        frame -> trace(frame.origin().traceparent()));
  }

  static KafkaRecordSerializationSchema<ControlAnswer> answers(String topic) {
    return records(
        topic,
        ControlAnswer::id,
        ControlAnswerJson::encode,
        answer -> List.of(header("content-type", JSON)));
  }

  private static <T> KafkaRecordSerializationSchema<T> records(
      String topic, Part<T, String> key, Part<T, byte[]> value, Part<T, List<Header>> headers) {
    return new Records<>(topic, key, value, headers);
  }

  /** Names its topic, so that the sink can find transactions that a lost job left open. */
  private record Records<T>(
      String topic, Part<T, String> key, Part<T, byte[]> value, Part<T, List<Header>> headers)
      implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        T element, KafkaSinkContext context, @Nullable Long timestamp) {
      String name = key.apply(element);
      return new ProducerRecord<>(
          topic,
          null,
          // Not event time: retention would delete the replay of an old recording at once.
          null,
          name.isEmpty() ? null : name.getBytes(UTF_8),
          value.apply(element),
          headers.apply(element));
    }

    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
      return Optional.of(
          new DefaultKafkaDatasetFacet(
              DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic)), new Properties()));
    }
  }

  // CloudEvents 1.0, binary content mode of the Kafka protocol binding.
  private static List<Header> cloudEvent(ActionEvent event, String contentType) {
    List<Header> headers = new ArrayList<>();
    headers.add(header("ce_specversion", "1.0"));
    headers.add(header("ce_id", event.eventId() + "/" + event.sequence()));
    headers.add(header("ce_source", "/posestream/cameras/" + uriPart(event.subject().camera())));
    headers.add(
        header("ce_type", "io.posestream.action." + event.phase().name().toLowerCase(Locale.ROOT)));
    headers.add(header("ce_subject", event.action()));
    headers.add(
        header(
            "ce_time",
            Instant.ofEpochMilli(event.endMillis().orElse(event.startMillis())).toString()));
    headers.add(header("content-type", contentType));
    headers.addAll(trace(event.traceparent()));
    return headers;
  }

  // CloudEvents wants a URI reference; a camera may be called anything.
  private static String uriPart(String camera) {
    return URLEncoder.encode(camera, UTF_8).replace("+", "%20");
  }

  private static List<Header> trace(String traceparent) {
    return traceparent.isEmpty() ? List.of() : List.of(header(TraceContext.HEADER, traceparent));
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }
}
