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
import io.posestream.core.event.CameraActions;
import io.posestream.core.event.Confidence;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.OpenAction;
import io.posestream.core.event.Participant;
import io.posestream.core.event.Phase;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary forms of events and of the actions behind them. */
final class EventCodecs {
  private static final Codec<EndReason> END_REASON =
      new Codec<>() {
        @Override
        public void write(EndReason reason, DataOutputView out) throws IOException {
          writeEnum(reason, out);
        }

        @Override
        public EndReason read(DataInputView in) throws IOException {
          return readEnum(EndReason.class, in);
        }
      };

  private static final Codec<Long> INSTANT =
      new Codec<>() {
        @Override
        public void write(Long millis, DataOutputView out) throws IOException {
          out.writeLong(millis);
        }

        @Override
        public Long read(DataInputView in) throws IOException {
          return in.readLong();
        }
      };

  private static final Codec<Float> SHARE =
      new Codec<>() {
        @Override
        public void write(Float share, DataOutputView out) throws IOException {
          out.writeFloat(share);
        }

        @Override
        public Float read(DataInputView in) throws IOException {
          return in.readFloat();
        }
      };

  private static final Codec<Confidence> CONFIDENCE =
      new Codec<>() {
        @Override
        public void write(Confidence confidence, DataOutputView out) throws IOException {
          out.writeFloat(confidence.current());
          out.writeFloat(confidence.peak());
          out.writeFloat(confidence.mean());
        }

        @Override
        public Confidence read(DataInputView in) throws IOException {
          return new Confidence(in.readFloat(), in.readFloat(), in.readFloat());
        }
      };

  private static final Codec<Participant> PARTICIPANT =
      new Codec<>() {
        @Override
        public void write(Participant participant, DataOutputView out) throws IOException {
          writeText(participant.trackId(), out);
          writeOptional(participant.share(), SHARE, out);
          writeOptional(participant.box(), PoseCodecs.BOX, out);
        }

        @Override
        public Participant read(DataInputView in) throws IOException {
          return new Participant(
              readText(in), readOptional(SHARE, in), readOptional(PoseCodecs.BOX, in));
        }
      };

  static final Codec<ActionEvent> EVENT =
      new Codec<>() {
        @Override
        public void write(ActionEvent event, DataOutputView out) throws IOException {
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
        }

        @Override
        public ActionEvent read(DataInputView in) throws IOException {
          return new ActionEvent(
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
              readText(in));
        }
      };

  private static final Codec<OpenAction> OPEN =
      new Codec<>() {
        @Override
        public void write(OpenAction action, DataOutputView out) throws IOException {
          writeText(action.eventId(), out);
          out.writeInt(action.label());
          out.writeLong(action.startMillis());
          out.writeInt(action.steps());
          out.writeInt(action.windows());
          out.writeDouble(action.sum());
          out.writeFloat(action.peak());
          ScoreCodecs.SCORES.write(action.last(), out);
          out.writeLong(action.lastAboveMillis());
        }

        @Override
        public OpenAction read(DataInputView in) throws IOException {
          return new OpenAction(
              readText(in),
              in.readInt(),
              in.readLong(),
              in.readInt(),
              in.readInt(),
              in.readDouble(),
              in.readFloat(),
              ScoreCodecs.SCORES.read(in),
              in.readLong());
        }
      };

  static final Codec<CameraActions> ACTIONS =
      new Codec<>() {
        @Override
        public void write(CameraActions actions, DataOutputView out) throws IOException {
          writeList(actions.open(), OPEN, out);
          out.writeLong(actions.newestMillis());
        }

        @Override
        public CameraActions read(DataInputView in) throws IOException {
          return new CameraActions(readList(OPEN, in), in.readLong());
        }
      };

  private EventCodecs() {}
}
