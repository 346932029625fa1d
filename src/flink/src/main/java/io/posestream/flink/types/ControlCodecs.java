package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readEnum;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeEnum;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.AcceptedMessage;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageLog;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelRequest;
import io.posestream.core.control.rules.RuleChange;
import io.posestream.core.control.rules.RuleRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary forms of messages that change a running job, and of the answers to them. */
final class ControlCodecs {
  static final Codec<Long> MILLIS =
      Codec.of((value, out) -> out.writeLong(value), in -> in.readLong());

  private static final Codec<AcceptedMessage> ACCEPTED =
      Codec.of(
          (message, out) -> {
            writeText(message.id(), out);
            writeText(message.digest(), out);
            out.writeLong(message.version());
            out.writeLong(message.effectiveFromMillis());
          },
          in -> new AcceptedMessage(readText(in), readText(in), in.readLong(), in.readLong()));

  static final Codec<Problem> PROBLEM =
      Codec.of(
          (problem, out) -> {
            writeText(problem.field(), out);
            writeText(problem.reason(), out);
          },
          in -> new Problem(readText(in), readText(in)));

  static final Codec<MessageSource> SOURCE =
      Codec.of(
          (source, out) -> {
            writeText(source.topic(), out);
            out.writeInt(source.partition());
            out.writeLong(source.offset());
            out.writeLong(source.timeMillis());
          },
          in -> new MessageSource(readText(in), in.readInt(), in.readLong(), in.readLong()));

  static final Codec<ControlAnswer> ANSWER =
      Codec.of(
          (answer, out) -> {
            writeText(answer.id(), out);
            writeEnum(answer.kind(), out);
            writeEnum(answer.outcome(), out);
            out.writeLong(answer.version());
            out.writeLong(answer.effectiveFromMillis());
            writeList(answer.problems(), PROBLEM, out);
            SOURCE.write(answer.source(), out);
          },
          in ->
              new ControlAnswer(
                  readText(in),
                  readEnum(ControlAnswer.Kind.class, in),
                  readEnum(ControlAnswer.Outcome.class, in),
                  in.readLong(),
                  in.readLong(),
                  readList(PROBLEM, in),
                  SOURCE.read(in)));

  // Of each kind of message there is one kind of request and of change.
  static final Codec<ControlRequest> REQUEST =
      Codec.of(
          (request, out) -> {
            boolean rules = request instanceof RuleRequest;
            out.writeBoolean(rules);
            if (rules) {
              RuleCodecs.REQUEST.write((RuleRequest) request, out);
            } else {
              ModelCodecs.REQUEST.write((ModelRequest) request, out);
            }
          },
          in -> in.readBoolean() ? RuleCodecs.REQUEST.read(in) : ModelCodecs.REQUEST.read(in));

  static final Codec<ControlChange> CHANGE =
      Codec.of(
          (change, out) -> {
            boolean rules = change instanceof RuleChange;
            out.writeBoolean(rules);
            if (rules) {
              RuleCodecs.CHANGE.write((RuleChange) change, out);
            } else {
              ModelCodecs.CHANGE.write((ModelChange) change, out);
            }
          },
          in -> in.readBoolean() ? RuleCodecs.CHANGE.read(in) : ModelCodecs.CHANGE.read(in));

  private static final Codec<MessageLog> LOG =
      Codec.of(
          (log, out) -> writeList(log.messages(), ACCEPTED, out),
          in -> new MessageLog(readList(ACCEPTED, in)));

  static final Codec<ControlState> STATE =
      Codec.of(
          (state, out) -> {
            RuleCodecs.ACCEPTED.write(state.rules(), out);
            LOG.write(state.ruleMessages(), out);
            ModelCodecs.ACCEPTED.write(state.models(), out);
            LOG.write(state.modelMessages(), out);
          },
          in ->
              new ControlState(
                  RuleCodecs.ACCEPTED.read(in),
                  LOG.read(in),
                  ModelCodecs.ACCEPTED.read(in),
                  LOG.read(in)));

  private ControlCodecs() {}

  static <T> void writeMap(Map<String, T> values, Codec<T> codec, DataOutputView out)
      throws IOException {
    out.writeInt(values.size());
    for (Map.Entry<String, T> entry : new TreeMap<>(values).entrySet()) {
      writeText(entry.getKey(), out);
      codec.write(entry.getValue(), out);
    }
  }

  static <T> Map<String, T> readMap(Codec<T> codec, DataInputView in) throws IOException {
    int size = in.readInt();
    Map<String, T> values = new HashMap<>();
    for (int i = 0; i < size; i++) {
      String key = readText(in);
      values.put(key, codec.read(in));
    }
    return values;
  }
}
