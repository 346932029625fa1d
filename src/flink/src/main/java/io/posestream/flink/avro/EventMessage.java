package io.posestream.flink.avro;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.Confidence;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.Participant;
import io.posestream.core.event.Phase;
import io.posestream.core.score.LabelScore;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.message.BinaryMessageDecoder;
import org.jspecify.annotations.Nullable;

/** Action events as Avro. */
public final class EventMessage {
  private static final String TRACEPARENT = "traceparent";

  private static final BinaryMessageDecoder<io.posestream.avro.ActionEvent> DECODER =
      io.posestream.avro.ActionEvent.createDecoder(
          ReleasedSchemas.with(io.posestream.avro.ActionEvent.getClassSchema()));

  private EventMessage() {}

  /** Encodes an event as an Avro single object. */
  public static byte[] encode(ActionEvent event) {
    io.posestream.avro.ActionEvent.Builder message =
        io.posestream.avro.ActionEvent.newBuilder()
            .setEventId(event.eventId())
            .setSequence(event.sequence())
            .setPhase(event.phase().name())
            .setEndReason(event.endReason().map(EndReason::code).orElse(null))
            .setAction(new io.posestream.avro.Action(event.action(), event.actionId()))
            .setSeverity(event.severity())
            .setRuleVersion(event.ruleVersion())
            .setAttributes(
                event.traceparent().isEmpty()
                    ? Map.of()
                    : Map.of(TRACEPARENT, event.traceparent()));
    putPlaceAndTime(event, message);
    putFindings(event, message);
    return SingleObject.encode(message.build(), io.posestream.avro.ActionEvent.getEncoder());
  }

  private static void putPlaceAndTime(
      ActionEvent event, io.posestream.avro.ActionEvent.Builder message) {
    message
        .setScope(event.subject().scope().id())
        .setCameraId(event.subject().camera())
        .setTrackId(event.subject().trackId().orElse(null))
        .setTrackIds(event.subject().tracks())
        .setZoneIds(event.zones())
        .setStart(Instant.ofEpochMilli(event.startMillis()))
        .setEnd(event.endMillis().map(Instant::ofEpochMilli).orElse(null))
        .setWindowStart(Instant.ofEpochMilli(event.window().startMillis()))
        .setWindowEnd(Instant.ofEpochMilli(event.window().endMillis()));
  }

  private static void putFindings(
      ActionEvent event, io.posestream.avro.ActionEvent.Builder message) {
    message
        .setConfidence(toAvro(event.confidence()))
        .setTop(event.top().stream().map(EventMessage::toAvro).toList())
        .setParticipants(event.participants().stream().map(EventMessage::toAvro).toList())
        .setPersonCount(event.persons())
        .setModel(ScoresMessage.toAvro(event.model()))
        .setQuality(ScoresMessage.toAvro(event.quality()));
  }

  /**
   * Decodes an event.
   *
   * @throws IOException if the bytes are not an event
   */
  public static ActionEvent decode(byte[] value) throws IOException {
    io.posestream.avro.ActionEvent message = SingleObject.decode(value, DECODER);
    return new ActionEvent(
        message.getEventId(),
        message.getSequence(),
        phase(message.getPhase()),
        endReason(message.getEndReason()),
        ScoresMessage.subject(
            message.getCameraId(), message.getScope(), message.getTrackId(), message.getTrackIds()),
        message.getAction().getLabel(),
        message.getAction().getId(),
        message.getStart().toEpochMilli(),
        Optional.ofNullable(message.getEnd()).map(Instant::toEpochMilli),
        ScoresMessage.window(message.getWindowStart(), message.getWindowEnd()),
        toDomain(message.getConfidence()),
        message.getTop().stream().map(EventMessage::toDomain).toList(),
        message.getParticipants().stream().map(EventMessage::toDomain).toList(),
        message.getPersonCount(),
        ScoresMessage.toDomain(message.getQuality()),
        ScoresMessage.toDomain(message.getModel()),
        message.getAttributes().getOrDefault(TRACEPARENT, ""),
        message.getSeverity(),
        message.getRuleVersion());
  }

  private static Phase phase(String name) throws IOException {
    return Arrays.stream(Phase.values())
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("expected a known phase, got '" + name + "'"));
  }

  private static Optional<EndReason> endReason(@Nullable String code) throws IOException {
    if (code == null) {
      return Optional.empty();
    }
    EndReason reason =
        EndReason.named(code)
            .orElseThrow(() -> new IOException("expected a known end reason, got '" + code + "'"));
    return Optional.of(reason);
  }

  private static io.posestream.avro.Confidence toAvro(Confidence confidence) {
    return new io.posestream.avro.Confidence(
        confidence.current(), confidence.peak(), confidence.mean());
  }

  private static Confidence toDomain(io.posestream.avro.Confidence confidence) {
    return new Confidence(confidence.getCurrent(), confidence.getPeak(), confidence.getMean());
  }

  private static io.posestream.avro.LabelScore toAvro(LabelScore score) {
    return new io.posestream.avro.LabelScore(score.label(), score.probability());
  }

  private static LabelScore toDomain(io.posestream.avro.LabelScore score) {
    return new LabelScore(score.getLabel(), score.getProbability());
  }

  private static io.posestream.avro.Participant toAvro(Participant participant) {
    return new io.posestream.avro.Participant(
        participant.trackId(),
        participant.share().orElse(null),
        FrameMessage.toAvro(participant.box()),
        participant.zones());
  }

  private static Participant toDomain(io.posestream.avro.Participant participant) {
    return new Participant(
        participant.getTrackId(),
        Optional.ofNullable(participant.getShare()),
        FrameMessage.optionalBox(participant.getBox()),
        participant.getZoneIds());
  }
}
