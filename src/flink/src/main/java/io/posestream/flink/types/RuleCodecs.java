package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readEnum;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readOptional;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeEnum;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeOptional;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.control.rules.AcceptedRules;
import io.posestream.core.control.rules.CameraRules;
import io.posestream.core.control.rules.DatedRules;
import io.posestream.core.control.rules.RuleChange;
import io.posestream.core.control.rules.RuleEdit;
import io.posestream.core.control.rules.RuleRequest;
import io.posestream.core.control.rules.RuleSettings;
import io.posestream.core.control.rules.RuleTimeline;
import io.posestream.core.control.rules.Schedule;
import io.posestream.core.control.rules.WeeklyHours;
import io.posestream.core.zone.Corner;
import io.posestream.core.zone.Zone;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Binary forms of rules that change while the job runs, and of the messages that ask for them. */
final class RuleCodecs {
  private static final Codec<Double> SHARE =
      Codec.of((value, out) -> out.writeDouble(value), in -> in.readDouble());

  private static final Codec<Integer> COUNT =
      Codec.of((value, out) -> out.writeInt(value), in -> in.readInt());

  private static final Codec<Boolean> FLAG =
      Codec.of((value, out) -> out.writeBoolean(value), in -> in.readBoolean());

  // Sets and maps in order: equal rules have equal bytes.
  private static final Codec<Set<String>> NAMES =
      Codec.of(
          (names, out) -> writeList(List.copyOf(new TreeSet<>(names)), WindowCodecs.TEXT, out),
          in -> Set.copyOf(readList(WindowCodecs.TEXT, in)));

  private static final Codec<DayOfWeek> DAY =
      Codec.of((day, out) -> writeEnum(day, out), in -> readEnum(DayOfWeek.class, in));

  private static final Codec<WeeklyHours> HOURS =
      Codec.of(
          (hours, out) -> {
            writeList(List.copyOf(new TreeSet<>(hours.days())), DAY, out);
            out.writeInt(hours.fromMinute());
            out.writeInt(hours.toMinute());
          },
          in -> new WeeklyHours(Set.copyOf(readList(DAY, in)), in.readInt(), in.readInt()));

  private static final Codec<Schedule> SCHEDULE =
      Codec.of(
          (schedule, out) -> {
            writeText(schedule.timeZone().getId(), out);
            writeList(schedule.hours(), HOURS, out);
          },
          in -> new Schedule(ZoneId.of(readText(in)), readList(HOURS, in)));

  private static final Codec<RuleSettings> SETTINGS =
      Codec.of(
          (settings, out) -> {
            writeOptional(settings.enter(), SHARE, out);
            writeOptional(settings.exit(), SHARE, out);
            writeOptional(settings.confirmWindows(), COUNT, out);
            writeOptional(settings.minDurationMillis(), ControlCodecs.MILLIS, out);
            writeOptional(settings.gapMillis(), ControlCodecs.MILLIS, out);
            writeOptional(settings.maxDurationMillis(), ControlCodecs.MILLIS, out);
            writeOptional(settings.coolDownMillis(), ControlCodecs.MILLIS, out);
            writeOptional(settings.group(), WindowCodecs.TEXT, out);
            writeOptional(settings.severity(), COUNT, out);
            writeOptional(settings.include(), NAMES, out);
            writeOptional(settings.exclude(), NAMES, out);
            writeOptional(settings.schedule(), SCHEDULE, out);
            writeOptional(settings.muted(), FLAG, out);
          },
          in ->
              new RuleSettings(
                  readOptional(SHARE, in),
                  readOptional(SHARE, in),
                  readOptional(COUNT, in),
                  readOptional(ControlCodecs.MILLIS, in),
                  readOptional(ControlCodecs.MILLIS, in),
                  readOptional(ControlCodecs.MILLIS, in),
                  readOptional(ControlCodecs.MILLIS, in),
                  readOptional(WindowCodecs.TEXT, in),
                  readOptional(COUNT, in),
                  readOptional(NAMES, in),
                  readOptional(NAMES, in),
                  readOptional(SCHEDULE, in),
                  readOptional(FLAG, in)));

  private static final Codec<Corner> CORNER =
      Codec.of(
          (corner, out) -> {
            out.writeDouble(corner.x());
            out.writeDouble(corner.y());
          },
          in -> new Corner(in.readDouble(), in.readDouble()));

  private static final Codec<Zone> ZONE =
      Codec.of(
          (zone, out) -> {
            writeText(zone.id(), out);
            writeList(zone.corners(), CORNER, out);
          },
          in -> new Zone(readText(in), readList(CORNER, in)));

  private static final Codec<List<Zone>> ZONES =
      Codec.of((zones, out) -> writeList(zones, ZONE, out), in -> readList(ZONE, in));

  private static final Codec<CameraRules> RULES =
      Codec.of(
          (rules, out) -> {
            SETTINGS.write(rules.general(), out);
            ControlCodecs.writeMap(rules.labels(), SETTINGS, out);
            writeOptional(rules.watched(), NAMES, out);
            writeOptional(rules.zones(), ZONES, out);
          },
          in ->
              new CameraRules(
                  SETTINGS.read(in),
                  ControlCodecs.readMap(SETTINGS, in),
                  readOptional(NAMES, in),
                  readOptional(ZONES, in)));

  private static final Codec<RuleEdit> EDIT =
      Codec.of(
          (edit, out) -> {
            writeOptional(edit.camera(), WindowCodecs.TEXT, out);
            writeOptional(edit.rules(), RULES, out);
          },
          in -> new RuleEdit(readOptional(WindowCodecs.TEXT, in), readOptional(RULES, in)));

  static final Codec<RuleChange> CHANGE =
      Codec.of(
          (change, out) -> {
            out.writeLong(change.version());
            out.writeLong(change.effectiveFromMillis());
            writeList(change.edits(), EDIT, out);
          },
          in -> new RuleChange(in.readLong(), in.readLong(), readList(EDIT, in)));

  private static final Codec<DatedRules> DATED =
      Codec.of(
          (dated, out) -> {
            out.writeLong(dated.effectiveFromMillis());
            out.writeLong(dated.version());
            writeOptional(dated.rules(), RULES, out);
          },
          in -> new DatedRules(in.readLong(), in.readLong(), readOptional(RULES, in)));

  private static final Codec<RuleTimeline> TIMELINE =
      Codec.of(
          (timeline, out) -> writeList(timeline.dated(), DATED, out),
          in -> new RuleTimeline(readList(DATED, in)));

  static final Codec<AcceptedRules> ACCEPTED =
      Codec.of(
          (rules, out) -> {
            out.writeLong(rules.version());
            TIMELINE.write(rules.general(), out);
            ControlCodecs.writeMap(rules.cameras(), TIMELINE, out);
          },
          in ->
              new AcceptedRules(
                  in.readLong(), TIMELINE.read(in), ControlCodecs.readMap(TIMELINE, in)));

  static final Codec<RuleRequest> REQUEST =
      Codec.of(
          (request, out) -> {
            writeText(request.id(), out);
            writeOptional(request.effectiveFromMillis(), ControlCodecs.MILLIS, out);
            writeList(request.edits(), EDIT, out);
            writeList(request.problems(), ControlCodecs.PROBLEM, out);
            writeText(request.digest(), out);
            ControlCodecs.SOURCE.write(request.source(), out);
          },
          in ->
              new RuleRequest(
                  readText(in),
                  readOptional(ControlCodecs.MILLIS, in),
                  readList(EDIT, in),
                  readList(ControlCodecs.PROBLEM, in),
                  readText(in),
                  ControlCodecs.SOURCE.read(in)));

  private RuleCodecs() {}
}
