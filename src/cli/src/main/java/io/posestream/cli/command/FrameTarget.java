package io.posestream.cli.command;

import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.recording.RecordingWriter;
import io.posestream.job.kafka.Replay;
import java.io.IOException;
import java.nio.file.Path;

/** Takes frames; cameras take turns. Thread-safe. */
interface FrameTarget extends AutoCloseable {
  /** Takes the next frame of a camera. */
  void take(PoseFrame frame) throws IOException;

  /** Completes what was taken. */
  @Override
  void close() throws IOException;

  /** Returns a target that writes a recording, with the pictures that its frames have. */
  static FrameTarget recording(Path file) throws IOException {
    return new RecordingTarget(RecordingWriter.open(file));
  }

  /** A recording. */
  final class RecordingTarget implements FrameTarget {
    private final RecordingWriter writer;

    private RecordingTarget(RecordingWriter writer) {
      this.writer = writer;
    }

    @Override
    public synchronized void take(PoseFrame frame) throws IOException {
      writer.writeWithPicture(frame);
    }

    @Override
    public synchronized void close() throws IOException {
      writer.close();
    }
  }

  /** A topic. */
  final class TopicTarget implements FrameTarget {
    private final Replay replay;

    TopicTarget(Replay replay) {
      this.replay = replay;
    }

    @Override
    public synchronized void take(PoseFrame frame) throws IOException {
      replay.send(frame);
    }

    @Override
    public synchronized void close() throws IOException {
      try (replay) {
        replay.flush();
      }
    }
  }
}
