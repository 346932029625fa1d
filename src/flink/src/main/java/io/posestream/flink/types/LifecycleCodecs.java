package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readOptional;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeOptional;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.event.ActionCourse;
import io.posestream.core.event.CameraActions;
import io.posestream.core.event.Involvement;
import io.posestream.core.event.OpenAction;
import io.posestream.core.event.PastAction;
import io.posestream.core.event.Sighting;
import io.posestream.core.event.SubjectActions;
import io.posestream.core.event.TrackWeight;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Binary forms of what is kept of actions between windows. */
final class LifecycleCodecs {
  private static final Codec<TrackWeight> WEIGHT =
      Codec.of(
          (track, out) -> {
            writeText(track.trackId(), out);
            out.writeDouble(track.weight());
          },
          in -> new TrackWeight(readText(in), in.readDouble()));

  private static final Codec<Involvement> INVOLVEMENT =
      Codec.of(
          (involvement, out) -> writeList(involvement.tracks(), WEIGHT, out),
          in -> new Involvement(readList(WEIGHT, in)));

  private static final Codec<Sighting> SIGHTING =
      Codec.of(
          (sighting, out) -> {
            WindowCodecs.WINDOW.write(sighting.window(), out);
            out.writeLong(sighting.startMillis());
            out.writeLong(sighting.endMillis());
            out.writeFloat(sighting.probability());
            out.writeBoolean(sighting.enters());
            INVOLVEMENT.write(sighting.involvement(), out);
          },
          in ->
              new Sighting(
                  WindowCodecs.WINDOW.read(in),
                  in.readLong(),
                  in.readLong(),
                  in.readFloat(),
                  in.readBoolean(),
                  INVOLVEMENT.read(in)));

  private static final Codec<OpenAction> OPEN =
      Codec.of(
          (action, out) -> {
            writeText(action.eventId(), out);
            out.writeLong(action.startMillis());
            out.writeLong(action.endMillis());
            out.writeLong(action.lastShownMillis());
            out.writeLong(action.lastStepMillis());
            out.writeInt(action.steps());
            out.writeInt(action.windows());
            out.writeDouble(action.sum());
            out.writeFloat(action.peak());
            INVOLVEMENT.write(action.involvement(), out);
          },
          in ->
              new OpenAction(
                  readText(in),
                  in.readLong(),
                  in.readLong(),
                  in.readLong(),
                  in.readLong(),
                  in.readInt(),
                  in.readInt(),
                  in.readDouble(),
                  in.readFloat(),
                  INVOLVEMENT.read(in)));

  private static final Codec<PastAction> PAST =
      Codec.of(
          (past, out) -> {
            out.writeLong(past.endMillis());
            out.writeLong(past.coolUntilMillis());
            out.writeInt(past.severity());
            writeList(List.copyOf(new TreeSet<>(past.actors())), WindowCodecs.TEXT, out);
          },
          in ->
              new PastAction(
                  in.readLong(),
                  in.readLong(),
                  in.readInt(),
                  new TreeSet<>(readList(WindowCodecs.TEXT, in))));

  private static final Codec<ActionCourse> COURSE =
      Codec.of(
          (course, out) -> {
            writeText(course.label(), out);
            out.writeDouble(course.smoothed());
            writeList(course.run(), SIGHTING, out);
            writeOptional(course.open(), OPEN, out);
            writeOptional(course.past(), PAST, out);
          },
          in ->
              new ActionCourse(
                  readText(in),
                  in.readDouble(),
                  readList(SIGHTING, in),
                  readOptional(OPEN, in),
                  readOptional(PAST, in)));

  private static final Codec<SubjectActions> SUBJECT =
      Codec.of(
          (subject, out) -> {
            WindowCodecs.SUBJECT.write(subject.subject(), out);
            WindowCodecs.WINDOW.write(subject.newest(), out);
            writeOptional(subject.last(), ScoreCodecs.SCORES, out);
            writeList(subject.courses(), COURSE, out);
          },
          in ->
              new SubjectActions(
                  WindowCodecs.SUBJECT.read(in),
                  WindowCodecs.WINDOW.read(in),
                  readOptional(ScoreCodecs.SCORES, in),
                  readList(COURSE, in)));

  /** An open action as the first release kept it, each with the scores of its subject. */
  private record FirstOpenAction(
      String eventId,
      int label,
      long startMillis,
      int steps,
      int windows,
      double sum,
      float peak,
      WindowScores last,
      long lastAboveMillis) {

    ActionCourse course() {
      OpenAction open =
          new OpenAction(
              eventId,
              startMillis,
              lastAboveMillis,
              lastAboveMillis,
              last.window().endMillis(),
              steps,
              windows,
              sum,
              peak,
              Involvement.NONE);
      return new ActionCourse(
          last.labels().get(label), 0, List.of(), Optional.of(open), Optional.empty());
    }
  }

  private static final Codec<FirstOpenAction> FIRST_OPEN =
      Codec.of(
          (action, out) -> {
            throw new IOException("the first release's form is only read");
          },
          in ->
              new FirstOpenAction(
                  readText(in),
                  in.readInt(),
                  in.readLong(),
                  in.readInt(),
                  in.readInt(),
                  in.readDouble(),
                  in.readFloat(),
                  ScoreCodecs.SCORES.read(in),
                  in.readLong()));

  static final Codec<CameraActions> ACTIONS =
      Codec.of(
          (actions, out) -> {
            writeList(actions.subjects(), SUBJECT, out);
            out.writeLong(actions.newestMillis());
          },
          in ->
              ReleasedInput.since(2, in)
                  ? new CameraActions(readList(SUBJECT, in), in.readLong())
                  : new CameraActions(bySubject(readList(FIRST_OPEN, in)), in.readLong()));

  private static List<SubjectActions> bySubject(List<FirstOpenAction> open) {
    Map<Subject, SubjectActions> subjects = new LinkedHashMap<>();
    for (FirstOpenAction action : open) {
      WindowScores last = action.last();
      List<ActionCourse> courses = new ArrayList<>();
      SubjectActions before = subjects.get(last.subject());
      if (before != null) {
        courses.addAll(before.courses());
      }
      courses.add(action.course());
      subjects.put(
          last.subject(),
          new SubjectActions(last.subject(), last.window(), Optional.of(last), courses));
    }
    return List.copyOf(subjects.values());
  }

  private LifecycleCodecs() {}
}
