package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readEnum;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readOptional;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeEnum;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeOptional;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.model.Thresholds;
import io.posestream.core.rollout.ModelBook;
import io.posestream.core.rollout.ModelChange;
import io.posestream.core.rollout.ModelCourse;
import io.posestream.core.rollout.ModelLedger;
import io.posestream.core.rollout.ModelRequest;
import io.posestream.core.rollout.ModelSlot;
import io.posestream.core.rollout.ModelStep;
import io.posestream.core.rollout.ModelTurn;
import io.posestream.core.rollout.OfferedModel;
import java.util.EnumMap;
import java.util.Map;

/** Binary forms of models that are exchanged while the job runs. */
final class ModelCodecs {
  private static final Codec<ModelStep> STEP =
      Codec.of((step, out) -> writeEnum(step, out), in -> readEnum(ModelStep.class, in));

  private static final Codec<Thresholds> THRESHOLDS =
      Codec.of(
          (thresholds, out) -> {
            out.writeDouble(thresholds.enter());
            out.writeDouble(thresholds.exit());
          },
          in -> new Thresholds(in.readDouble(), in.readDouble()));

  private static final Codec<OfferedModel> OFFERED =
      Codec.of(
          (model, out) -> {
            writeText(model.bundle(), out);
            ScoreCodecs.MODEL.write(model.reference(), out);
            ControlCodecs.writeMap(model.thresholds(), THRESHOLDS, out);
          },
          in ->
              new OfferedModel(
                  readText(in), ScoreCodecs.MODEL.read(in), ControlCodecs.readMap(THRESHOLDS, in)));

  private static final Codec<ModelTurn> TURN =
      Codec.of(
          (turn, out) -> {
            out.writeLong(turn.fromMillis());
            out.writeBoolean(turn.loaded());
          },
          in -> new ModelTurn(in.readLong(), in.readBoolean()));

  private static final Codec<ModelCourse> COURSE =
      Codec.of(
          (course, out) -> {
            writeOptional(course.standing(), OFFERED, out);
            writeOptional(course.loaded(), OFFERED, out);
            out.writeBoolean(course.shadow());
            writeList(course.turns(), TURN, out);
          },
          in ->
              new ModelCourse(
                  readOptional(OFFERED, in),
                  readOptional(OFFERED, in),
                  in.readBoolean(),
                  readList(TURN, in)));

  static final Codec<ModelBook> BOOK =
      Codec.of(
          (book, out) -> {
            out.writeLong(book.version());
            out.writeInt(book.courses().size());
            for (ModelSlot slot : ModelSlot.values()) {
              if (book.courses().containsKey(slot)) {
                writeEnum(slot, out);
                COURSE.write(book.of(slot), out);
              }
            }
          },
          in -> {
            long version = in.readLong();
            int size = in.readInt();
            Map<ModelSlot, ModelCourse> courses = new EnumMap<>(ModelSlot.class);
            for (int i = 0; i < size; i++) {
              ModelSlot slot = readEnum(ModelSlot.class, in);
              courses.put(slot, COURSE.read(in));
            }
            return new ModelBook(version, courses);
          });

  static final Codec<ModelLedger> LEDGER =
      Codec.of(
          (ledger, out) -> {
            BOOK.write(ledger.book(), out);
            writeList(ledger.entries(), ControlCodecs.ACCEPTED, out);
          },
          in -> new ModelLedger(BOOK.read(in), readList(ControlCodecs.ACCEPTED, in)));

  static final Codec<ModelChange> CHANGE =
      Codec.of(
          (change, out) -> {
            out.writeLong(change.version());
            out.writeLong(change.effectiveFromMillis());
            writeEnum(change.slot(), out);
            writeEnum(change.step(), out);
            writeOptional(change.offered(), OFFERED, out);
            out.writeBoolean(change.shadow());
          },
          in ->
              new ModelChange(
                  in.readLong(),
                  in.readLong(),
                  readEnum(ModelSlot.class, in),
                  readEnum(ModelStep.class, in),
                  readOptional(OFFERED, in),
                  in.readBoolean()));

  static final Codec<ModelRequest> REQUEST =
      Codec.of(
          (request, out) -> {
            writeText(request.id(), out);
            writeOptional(request.effectiveFromMillis(), ControlCodecs.MILLIS, out);
            writeEnum(request.slot(), out);
            writeOptional(request.step(), STEP, out);
            writeOptional(request.bundle(), WindowCodecs.TEXT, out);
            out.writeBoolean(request.shadow());
            writeList(request.problems(), ControlCodecs.PROBLEM, out);
            writeText(request.digest(), out);
            ControlCodecs.SOURCE.write(request.source(), out);
          },
          in ->
              new ModelRequest(
                  readText(in),
                  readOptional(ControlCodecs.MILLIS, in),
                  readEnum(ModelSlot.class, in),
                  readOptional(STEP, in),
                  readOptional(WindowCodecs.TEXT, in),
                  in.readBoolean(),
                  readList(ControlCodecs.PROBLEM, in),
                  readText(in),
                  ControlCodecs.SOURCE.read(in)));

  private ModelCodecs() {}
}
