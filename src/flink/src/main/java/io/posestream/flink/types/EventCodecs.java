package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readEnum;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readOptional;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeEnum;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeOptional;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.Confidence;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.Participant;
import io.posestream.core.event.Phase;

/** Binary forms of events and of the actions behind them. */
final class EventCodecs {
  private static final Codec<EndReason> END_REASON =
      Codec.of((reason, out) -> writeEnum(reason, out), in -> readEnum(EndReason.class, in));

  private static final Codec<Long> INSTANT =
      Codec.of((millis, out) -> out.writeLong(millis), in -> in.readLong());

  private static final Codec<Float> SHARE =
      Codec.of((share, out) -> out.writeFloat(share), in -> in.readFloat());

  private static final Codec<Confidence> CONFIDENCE =
      Codec.of(
          (confidence, out) -> {
            out.writeFloat(confidence.current());
            out.writeFloat(confidence.peak());
            out.writeFloat(confidence.mean());
          },
          in -> new Confidence(in.readFloat(), in.readFloat(), in.readFloat()));

  private static final Codec<Participant> PARTICIPANT =
      Codec.of(
          (participant, out) -> {
            writeText(participant.trackId(), out);
            writeOptional(participant.share(), SHARE, out);
            writeOptional(participant.box(), PoseCodecs.BOX, out);
            writeList(participant.zones(), WindowCodecs.TEXT, out);
          },
          in ->
              new Participant(
                  readText(in),
                  readOptional(SHARE, in),
                  readOptional(PoseCodecs.BOX, in),
                  WindowCodecs.readZones(in)));

  static final Codec<ActionEvent> EVENT =
      Codec.of(
          (event, out) -> {
            writeText(event.eventId(), out);
            out.writeInt(event.sequence());
            writeEnum(event.phase(), out);
            writeOptional(event.endReason(), END_REASON, out);
            WindowCodecs.SUBJECT.write(event.subject(), out);
            writeText(event.action(), out);
            out.writeInt(event.actionId());
            out.writeLong(event.startMillis());
            writeOptional(event.endMillis(), INSTANT, out);
            WindowCodecs.WINDOW.write(event.window(), out);
            CONFIDENCE.write(event.confidence(), out);
            writeList(event.top(), ScoreCodecs.LABEL_SCORE, out);
            writeList(event.participants(), PARTICIPANT, out);
            out.writeInt(event.persons());
            WindowCodecs.QUALITY.write(event.quality(), out);
            ScoreCodecs.MODEL.write(event.model(), out);
            writeText(event.traceparent(), out);
            out.writeInt(event.severity());
            out.writeLong(event.ruleVersion());
          },
          in ->
              new ActionEvent(
                  readText(in),
                  in.readInt(),
                  readEnum(Phase.class, in),
                  readOptional(END_REASON, in),
                  WindowCodecs.SUBJECT.read(in),
                  readText(in),
                  in.readInt(),
                  in.readLong(),
                  readOptional(INSTANT, in),
                  WindowCodecs.WINDOW.read(in),
                  CONFIDENCE.read(in),
                  readList(ScoreCodecs.LABEL_SCORE, in),
                  readList(PARTICIPANT, in),
                  in.readInt(),
                  WindowCodecs.QUALITY.read(in),
                  ScoreCodecs.MODEL.read(in),
                  readText(in),
                  ReleasedInput.since(2, in) ? in.readInt() : 0,
                  ReleasedInput.since(2, in) ? in.readLong() : 0));

  private EventCodecs() {}
}
