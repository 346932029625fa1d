package io.posestream.formats.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.FrameJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a recording frame by frame, gzip if the name ends in {@code .gz}.
 *
 * <p>Owned and used by one thread; closing completes the file.
 */
public final class RecordingWriter implements AutoCloseable {
  private final Writer out;

  private RecordingWriter(Writer out) {
    this.out = out;
  }

  /**
   * Opens a file.
   *
   * @param file is replaced
   * @throws IOException if it cannot be written
   */
  public static RecordingWriter open(Path file) throws IOException {
    return new RecordingWriter(
        new BufferedWriter(
            new OutputStreamWriter(
                file.toString().endsWith(".gz")
                    ? new GZIPOutputStream(Files.newOutputStream(file))
                    : Files.newOutputStream(file),
                UTF_8)));
  }

  /** Appends a frame without its picture: a recording shows nobody unless it is asked to. */
  public void write(PoseFrame frame) throws IOException {
    out.write(FrameJson.line(frame));
    out.write('\n');
  }

  /** Appends a frame with the picture it has. */
  public void writeWithPicture(PoseFrame frame) throws IOException {
    out.write(FrameJson.lineWithPicture(frame));
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
