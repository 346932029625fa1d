package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readOptional;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeOptional;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.event.CameraActions;
import io.posestream.core.event.LabelProgress;
import io.posestream.core.event.OpenAction;
import io.posestream.core.event.PastAction;
import io.posestream.core.event.Sighting;
import io.posestream.core.event.SubjectActions;
import io.posestream.core.event.TrackShares;
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

  private static final Codec<TrackShares> SHARES =
      Codec.of(
          (shares, out) -> writeList(shares.tracks(), WEIGHT, out),
          in -> new TrackShares(readList(WEIGHT, in)));

  private static final Codec<Sighting> SIGHTING =
      Codec.of(
          (sighting, out) -> {
            WindowCodecs.WINDOW.write(sighting.window(), out);
            out.writeLong(sighting.startMillis());
            out.writeLong(sighting.endMillis());
            out.writeFloat(sighting.probability());
            out.writeBoolean(sighting.enters());
            SHARES.write(sighting.shares(), out);
          },
          in ->
              new Sighting(
                  WindowCodecs.WINDOW.read(in),
                  in.readLong(),
                  in.readLong(),
                  in.readFloat(),
                  in.readBoolean(),
                  SHARES.read(in)));

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
            SHARES.write(action.shares(), out);
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
                  SHARES.read(in)));

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

  private static final Codec<LabelProgress> PROGRESS =
      Codec.of(
          (progress, out) -> {
            writeText(progress.label(), out);
            out.writeDouble(progress.smoothed());
            writeList(progress.run(), SIGHTING, out);
            writeOptional(progress.open(), OPEN, out);
            writeOptional(progress.past(), PAST, out);
          },
          in ->
              new LabelProgress(
                  readText(in),
                  in.readDouble(),
                  readList(SIGHTING, in),
                  readOptional(OPEN, in),
                  readOptional(PAST, in)));

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

    LabelProgress progress() {
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
              TrackShares.NONE);
      return new LabelProgress(
          last.labels().get(label), 0, List.of(), Optional.of(open), Optional.empty());
    }
  }

  private LifecycleCodecs() {}

  /** Returns the codec of what everybody on a camera does. */
  static Codec<CameraActions> actions(LabelCatalog catalog) {
    Codec<WindowScores> scores = ScoreCodecs.scores(catalog);
    Codec<SubjectActions> subject = subject(scores);
    return Codec.of(
        (actions, out) -> {
          writeList(actions.subjects(), subject, out);
          out.writeLong(actions.newestMillis());
        },
        in ->
            ReleasedInput.since(2, in)
                ? new CameraActions(readList(subject, in), in.readLong())
                : new CameraActions(bySubject(readList(firstOpen(scores), in)), in.readLong()));
  }

  private static Codec<SubjectActions> subject(Codec<WindowScores> scores) {
    return Codec.of(
        (subject, out) -> {
          WindowCodecs.SUBJECT.write(subject.subject(), out);
          WindowCodecs.WINDOW.write(subject.newest(), out);
          writeOptional(subject.last(), scores, out);
          writeList(subject.labels(), PROGRESS, out);
        },
        in ->
            new SubjectActions(
                WindowCodecs.SUBJECT.read(in),
                WindowCodecs.WINDOW.read(in),
                readOptional(scores, in),
                readList(PROGRESS, in)));
  }

  private static Codec<FirstOpenAction> firstOpen(Codec<WindowScores> scores) {
    return Codec.of(
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
                scores.read(in),
                in.readLong()));
  }

  private static List<SubjectActions> bySubject(List<FirstOpenAction> open) {
    Map<Subject, SubjectActions> subjects = new LinkedHashMap<>();
    for (FirstOpenAction action : open) {
      WindowScores last = action.last();
      List<LabelProgress> labels = new ArrayList<>();
      SubjectActions before = subjects.get(last.subject());
      if (before != null) {
        labels.addAll(before.labels());
      }
      labels.add(action.progress());
      subjects.put(
          last.subject(),
          new SubjectActions(last.subject(), last.window(), Optional.of(last), labels));
    }
    return List.copyOf(subjects.values());
  }
}
