package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readEnum;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readOptional;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeEnum;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeOptional;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.model.Scope;
import io.posestream.core.picture.Picture;
import io.posestream.core.window.Absence;
import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.CameraSilence;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.CrowdClip;
import io.posestream.core.window.Discontinuity;
import io.posestream.core.window.EmptyWindow;
import io.posestream.core.window.KeptPicture;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.core.window.WindowOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary forms of windows, clips and what waits for them. */
final class WindowCodecs {
  static final Codec<String> TEXT =
      Codec.of((text, out) -> writeText(text, out), in -> readText(in));

  static final Codec<BufferedFrame> BUFFERED =
      Codec.of(
          (buffered, out) -> {
            PoseCodecs.FRAME.write(buffered.frame(), out);
            writeEnum(buffered.arrival(), out);
          },
          in ->
              new BufferedFrame(
                  PoseCodecs.FRAME.read(in), readEnum(BufferedFrame.Arrival.class, in)));

  static final Codec<CameraClock> CLOCK =
      Codec.of(
          (clock, out) -> {
            out.writeLong(clock.newestNumber());
            out.writeLong(clock.newestMicros());
            out.writeLong(clock.closedThroughMicros());
            out.writeLong(clock.discontinuity().number());
            out.writeLong(clock.discontinuity().timeMicros());
            out.writeInt(clock.discontinuity().length());
            out.writeInt(clock.buffered());
          },
          in ->
              new CameraClock(
                  in.readLong(),
                  in.readLong(),
                  readMicros(in),
                  new Discontinuity(in.readLong(), in.readLong(), in.readInt()),
                  in.readInt()));

  /** Returns an event time in microseconds, which earlier releases wrote in milliseconds. */
  static long readMicros(DataInputView in) throws IOException {
    long time = in.readLong();
    return ReleasedInput.since(3, in) || time < 0 ? time : 1000 * time;
  }

  static final Codec<Window> WINDOW =
      Codec.of(
          (window, out) -> {
            out.writeLong(window.startMillis());
            out.writeLong(window.endMillis());
          },
          in -> new Window(in.readLong(), in.readLong()));

  static final Codec<Subject> SUBJECT =
      Codec.of(
          (subject, out) -> {
            writeText(subject.camera(), out);
            writeEnum(subject.scope(), out);
            writeList(subject.tracks(), TEXT, out);
          },
          in -> new Subject(readText(in), readEnum(Scope.class, in), readTracks(in)));

  private static List<String> readTracks(DataInputView in) throws IOException {
    return ReleasedInput.since(2, in)
        ? readList(TEXT, in)
        : readOptional(TEXT, in).map(List::of).orElse(List.of());
  }

  static final Codec<Quality> QUALITY =
      Codec.of(
          (quality, out) -> {
            out.writeInt(quality.framesUsed());
            out.writeInt(quality.framesExpected());
            out.writeInt(quality.lateFrames());
            out.writeFloat(quality.meanKeypointScore());
            out.writeBoolean(quality.idSwitchSuspected());
          },
          in ->
              new Quality(
                  in.readInt(),
                  in.readInt(),
                  in.readInt(),
                  in.readFloat(),
                  ReleasedInput.since(2, in) && in.readBoolean()));

  static final Codec<ClipTrack> TRACK =
      Codec.of(
          (track, out) -> {
            writeText(track.trackId(), out);
            out.writeInt(track.frames());
            writeOptional(track.box(), PoseCodecs.BOX, out);
            writeList(track.zones(), TEXT, out);
          },
          in ->
              new ClipTrack(
                  readText(in), in.readInt(), readOptional(PoseCodecs.BOX, in), readZones(in)));

  static List<String> readZones(DataInputView in) throws IOException {
    return ReleasedInput.since(2, in) ? readList(TEXT, in) : List.of();
  }

  static final Codec<Clip> CLIP =
      Codec.of(
          (clip, out) -> {
            SUBJECT.write(clip.subject(), out);
            WINDOW.write(clip.window(), out);
            PoseCodecs.SEQUENCE.write(clip.poses(), out);
            writeList(clip.tracks(), TRACK, out);
            QUALITY.write(clip.quality(), out);
            writeText(clip.traceparent(), out);
            writePictures(clip.pictures(), out);
          },
          in ->
              new Clip(
                  SUBJECT.read(in),
                  WINDOW.read(in),
                  PoseCodecs.SEQUENCE.read(in),
                  readList(TRACK, in),
                  QUALITY.read(in),
                  readText(in),
                  readPictures(in)));

  // Where pictures are few one stands for several: it is written once.
  private static void writePictures(List<Picture> pictures, DataOutputView out) throws IOException {
    List<Picture> distinct = pictures.stream().distinct().toList();
    writeList(distinct, PoseCodecs.PICTURE, out);
    out.writeInt(pictures.size());
    for (Picture picture : pictures) {
      out.writeInt(distinct.indexOf(picture));
    }
  }

  private static List<Picture> readPictures(DataInputView in) throws IOException {
    if (!ReleasedInput.since(PoseCodecs.WITH_PICTURES, in)) {
      return List.of();
    }
    List<Picture> distinct = readList(PoseCodecs.PICTURE, in);
    int size = in.readInt();
    List<Picture> pictures = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      pictures.add(distinct.get(in.readInt()));
    }
    return pictures;
  }

  static final Codec<KeptPicture> KEPT_PICTURE =
      Codec.of(
          (kept, out) -> {
            out.writeLong(kept.timeMicros());
            PoseCodecs.PICTURE.write(kept.picture(), out);
          },
          in -> new KeptPicture(in.readLong(), PoseCodecs.PICTURE.read(in)));

  private static final Codec<Integer> ROW =
      Codec.of((row, out) -> out.writeInt(row), in -> in.readInt());

  private static final Codec<CrowdClip.Part> PART =
      Codec.of(
          (part, out) -> {
            SUBJECT.write(part.subject(), out);
            writeList(part.rows(), ROW, out);
            QUALITY.write(part.quality(), out);
          },
          in -> new CrowdClip.Part(SUBJECT.read(in), readList(ROW, in), QUALITY.read(in)));

  private static final Codec<CrowdClip> CROWD =
      Codec.of(
          (crowd, out) -> {
            CLIP.write(crowd.everybody(), out);
            writeList(crowd.parts(), PART, out);
          },
          in -> new CrowdClip(CLIP.read(in), readList(PART, in)));

  private static final Codec<EmptyWindow> EMPTY_WINDOW =
      Codec.of(
          (empty, out) -> {
            writeText(empty.camera(), out);
            WINDOW.write(empty.window(), out);
            out.writeInt(empty.frames());
          },
          in -> new EmptyWindow(readText(in), WINDOW.read(in), in.readInt()));

  private static final Codec<CameraSilence> SILENCE =
      Codec.of(
          (silence, out) -> {
            writeText(silence.camera(), out);
            WINDOW.write(silence.window(), out);
          },
          in -> new CameraSilence(readText(in), WINDOW.read(in)));

  static final Codec<WindowOutcome> OUTCOME =
      new Alternatives<WindowOutcome>()
          .with(Clip.class, CLIP)
          .with(EmptyWindow.class, EMPTY_WINDOW)
          .with(CameraSilence.class, SILENCE)
          .with(CrowdClip.class, CROWD);

  static final Codec<Absence> ABSENCE =
      new Alternatives<Absence>()
          .with(EmptyWindow.class, EMPTY_WINDOW)
          .with(CameraSilence.class, SILENCE);

  private WindowCodecs() {}
}
