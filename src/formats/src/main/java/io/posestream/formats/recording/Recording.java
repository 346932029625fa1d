package io.posestream.formats.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.FrameJson;
import io.posestream.formats.json.Json;
import io.posestream.formats.text.TextFile;
import io.posestream.formats.text.TextLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A recording file: JSON lines with one frame per line, in time order; may be gzip-compressed. Line
 * ends and byte order marks of any system are read; a file that is cut off is refused there.
 *
 * <p>Owned and used by one thread; closing closes the file.
 */
public final class Recording implements AutoCloseable {
  private final TextLines lines;

  private Recording(TextLines lines) {
    this.lines = lines;
  }

  /**
   * One line of a recording.
   *
   * @param text the bytes of the line
   * @param frame the frame, if the line holds a valid one
   */
  public record Line(byte[] text, Optional<PoseFrame> frame) {}

  /** Consumes the lines of a recording. */
  public interface LineConsumer {
    /** Takes a line. */
    void accept(Line line) throws IOException;
  }

  /**
   * Opens a recording.
   *
   * @throws IOException if it cannot be opened
   */
  public static Recording open(Path file) throws IOException {
    return open(file, UnaryOperator.identity());
  }

  /**
   * Opens a recording and lets the caller observe the reading.
   *
   * @param file the recording
   * @param watch wraps the stream of the file's bytes and passes them on unchanged
   * @throws IOException if it cannot be opened
   */
  public static Recording open(Path file, UnaryOperator<InputStream> watch) throws IOException {
    return new Recording(TextLines.open(file, watch));
  }

  /** Opens the lines of a text file, which may be gzip-compressed. */
  public static BufferedReader lines(Path file) throws IOException {
    return TextFile.open(file, UnaryOperator.identity());
  }

  /**
   * Reads the next line that is not blank.
   *
   * @throws IOException if reading fails
   */
  public Optional<Line> next() throws IOException {
    Optional<TextLines.Line> text = lines.next();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Line line = line(text.get().text().getBytes(UTF_8));
    // A writer that was stopped, or a copy that broke off, leaves half a line at the end.
    if (line.frame().isEmpty() && lines.isAtEnd() && Json.endsEarly(line.text())) {
      throw lines.cutOff(
          text.get().number() - 1, "the last line ends in the middle of its JSON", null);
    }
    return Optional.of(line);
  }

  /**
   * Passes the remaining lines on.
   *
   * @param each takes each line
   * @return the number of lines
   * @throws IOException if reading fails, or if {@code each} throws it
   */
  public long forEach(LineConsumer each) throws IOException {
    long count = 0;
    for (Optional<Line> line = next(); line.isPresent(); line = next()) {
      each.accept(line.get());
      count++;
    }
    return count;
  }

  private static Line line(byte[] text) {
    try {
      return new Line(text, Optional.of(FrameJson.read(text, FrameOrigin.UNKNOWN)));
    } catch (InvalidFrameException e) {
      return new Line(text, Optional.empty());
    }
  }

  /**
   * Writes frames as a recording, gzip if the name ends in {@code .gz}.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(List<PoseFrame> frames, Path file) throws IOException {
    try (RecordingWriter out = RecordingWriter.open(file)) {
      for (PoseFrame frame : frames) {
        out.write(frame);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
