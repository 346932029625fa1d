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
import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.Discontinuity;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary forms of windows, clips and what waits for them. */
final class WindowCodecs {
  static final Codec<String> TEXT =
      new Codec<>() {
        @Override
        public void write(String text, DataOutputView out) throws IOException {
          writeText(text, out);
        }

        @Override
        public String read(DataInputView in) throws IOException {
          return readText(in);
        }
      };

  static final Codec<BufferedFrame> BUFFERED =
      new Codec<>() {
        @Override
        public void write(BufferedFrame buffered, DataOutputView out) throws IOException {
          PoseCodecs.FRAME.write(buffered.frame(), out);
          writeEnum(buffered.arrival(), out);
        }

        @Override
        public BufferedFrame read(DataInputView in) throws IOException {
          return new BufferedFrame(
              PoseCodecs.FRAME.read(in), readEnum(BufferedFrame.Arrival.class, in));
        }
      };

  static final Codec<CameraClock> CLOCK =
      new Codec<>() {
        @Override
        public void write(CameraClock clock, DataOutputView out) throws IOException {
          out.writeLong(clock.newestNumber());
          out.writeLong(clock.newestMicros());
          out.writeLong(clock.closedThroughMillis());
          out.writeLong(clock.discontinuity().number());
          out.writeLong(clock.discontinuity().timeMicros());
          out.writeInt(clock.discontinuity().length());
          out.writeInt(clock.buffered());
        }

        @Override
        public CameraClock read(DataInputView in) throws IOException {
          return new CameraClock(
              in.readLong(),
              in.readLong(),
              in.readLong(),
              new Discontinuity(in.readLong(), in.readLong(), in.readInt()),
              in.readInt());
        }
      };

  static final Codec<Window> WINDOW =
      new Codec<>() {
        @Override
        public void write(Window window, DataOutputView out) throws IOException {
          out.writeLong(window.startMillis());
          out.writeLong(window.endMillis());
        }

        @Override
        public Window read(DataInputView in) throws IOException {
          return new Window(in.readLong(), in.readLong());
        }
      };

  static final Codec<Subject> SUBJECT =
      new Codec<>() {
        @Override
        public void write(Subject subject, DataOutputView out) throws IOException {
          writeText(subject.camera(), out);
          writeEnum(subject.scope(), out);
          writeOptional(subject.trackId(), TEXT, out);
        }

        @Override
        public Subject read(DataInputView in) throws IOException {
          return new Subject(readText(in), readEnum(Scope.class, in), readOptional(TEXT, in));
        }
      };

  static final Codec<Quality> QUALITY =
      new Codec<>() {
        @Override
        public void write(Quality quality, DataOutputView out) throws IOException {
          out.writeInt(quality.framesUsed());
          out.writeInt(quality.framesExpected());
          out.writeInt(quality.lateFrames());
          out.writeFloat(quality.meanKeypointScore());
        }

        @Override
        public Quality read(DataInputView in) throws IOException {
          return new Quality(in.readInt(), in.readInt(), in.readInt(), in.readFloat());
        }
      };

  static final Codec<ClipTrack> TRACK =
      new Codec<>() {
        @Override
        public void write(ClipTrack track, DataOutputView out) throws IOException {
          writeText(track.trackId(), out);
          out.writeInt(track.frames());
          writeOptional(track.box(), PoseCodecs.BOX, out);
        }

        @Override
        public ClipTrack read(DataInputView in) throws IOException {
          return new ClipTrack(readText(in), in.readInt(), readOptional(PoseCodecs.BOX, in));
        }
      };

  static final Codec<Clip> CLIP =
      new Codec<>() {
        @Override
        public void write(Clip clip, DataOutputView out) throws IOException {
          SUBJECT.write(clip.subject(), out);
          WINDOW.write(clip.window(), out);
          PoseCodecs.SEQUENCE.write(clip.poses(), out);
          writeList(clip.tracks(), TRACK, out);
          QUALITY.write(clip.quality(), out);
          writeText(clip.traceparent(), out);
        }

        @Override
        public Clip read(DataInputView in) throws IOException {
          return new Clip(
              SUBJECT.read(in),
              WINDOW.read(in),
              PoseCodecs.SEQUENCE.read(in),
              readList(TRACK, in),
              QUALITY.read(in),
              readText(in));
        }
      };

  private WindowCodecs() {}
}
