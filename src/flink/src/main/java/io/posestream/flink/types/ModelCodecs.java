package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readEnum;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readOptional;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeEnum;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeOptional;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelRequest;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ModelStep;
import io.posestream.core.control.models.ModelTimeline;
import io.posestream.core.control.models.ReplacementModel;
import io.posestream.core.model.Thresholds;
import java.util.EnumMap;
import java.util.Map;

/** Binary forms of models that are replaced while the job runs. */
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

  private static final Codec<ReplacementModel> MODEL =
      Codec.of(
          (model, out) -> {
            writeText(model.bundle(), out);
            ScoreCodecs.MODEL.write(model.reference(), out);
            ControlCodecs.writeMap(model.thresholds(), THRESHOLDS, out);
          },
          in ->
              new ReplacementModel(
                  readText(in), ScoreCodecs.MODEL.read(in), ControlCodecs.readMap(THRESHOLDS, in)));

  private static final Codec<ModelTimeline.Switch> SWITCH =
      Codec.of(
          (change, out) -> {
            out.writeLong(change.fromMillis());
            out.writeBoolean(change.toLoaded());
          },
          in -> new ModelTimeline.Switch(in.readLong(), in.readBoolean()));

  private static final Codec<ModelTimeline> TIMELINE =
      Codec.of(
          (timeline, out) -> {
            writeOptional(timeline.primary(), MODEL, out);
            writeOptional(timeline.loaded(), MODEL, out);
            out.writeBoolean(timeline.shadow());
            writeList(timeline.switches(), SWITCH, out);
          },
          in ->
              new ModelTimeline(
                  readOptional(MODEL, in),
                  readOptional(MODEL, in),
                  in.readBoolean(),
                  readList(SWITCH, in)));

  static final Codec<AcceptedModels> ACCEPTED =
      Codec.of(
          (models, out) -> {
            out.writeLong(models.version());
            out.writeInt(models.timelines().size());
            for (ModelSlot slot : ModelSlot.values()) {
              if (models.timelines().containsKey(slot)) {
                writeEnum(slot, out);
                TIMELINE.write(models.of(slot), out);
              }
            }
          },
          in -> {
            long version = in.readLong();
            int size = in.readInt();
            Map<ModelSlot, ModelTimeline> timelines = new EnumMap<>(ModelSlot.class);
            for (int i = 0; i < size; i++) {
              ModelSlot slot = readEnum(ModelSlot.class, in);
              timelines.put(slot, TIMELINE.read(in));
            }
            return new AcceptedModels(version, timelines);
          });

  static final Codec<ModelChange> CHANGE =
      Codec.of(
          (change, out) -> {
            out.writeLong(change.version());
            out.writeLong(change.effectiveFromMillis());
            writeEnum(change.slot(), out);
            writeEnum(change.step(), out);
            writeOptional(change.model(), MODEL, out);
            out.writeBoolean(change.shadow());
          },
          in ->
              new ModelChange(
                  in.readLong(),
                  in.readLong(),
                  readEnum(ModelSlot.class, in),
                  readEnum(ModelStep.class, in),
                  readOptional(MODEL, in),
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
