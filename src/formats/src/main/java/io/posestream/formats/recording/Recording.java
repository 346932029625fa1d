package io.posestream.formats.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.FrameJson;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A recording file: JSON lines with one frame per line, in time order; may be gzip-compressed.
 *
 * <p>Owned and used by one thread; closing closes the file.
 */
public final class Recording implements AutoCloseable {
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private final Path file;
  private final BufferedReader lines;
  private long read;

  private Recording(Path file, BufferedReader lines) {
    this.file = file;
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
    return new Recording(file, lines(file, watch));
  }

  /** Opens the lines of a text file, which may be gzip-compressed. */
  public static BufferedReader lines(Path file) throws IOException {
    return lines(file, UnaryOperator.identity());
  }

  /** Opens the lines of a text file and lets the caller observe the reading. */
  public static BufferedReader lines(Path file, UnaryOperator<InputStream> watch)
      throws IOException {
    InputStream raw = new BufferedInputStream(watch.apply(Files.newInputStream(file)));
    raw.mark(2);
    boolean gzip = raw.read() == GZIP_FIRST && raw.read() == GZIP_SECOND;
    raw.reset();
    InputStream plain = gzip ? new GZIPInputStream(raw) : raw;
    // Malformed bytes must become a dead letter and must not end the replay.
    return new BufferedReader(
        new InputStreamReader(
            plain, UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)));
  }

  /**
   * Reads the next line that is not blank.
   *
   * @throws IOException if reading fails
   */
  public Optional<Line> next() throws IOException {
    @Nullable String text = readLine();
    while (text != null && text.isBlank()) {
      text = readLine();
    }
    return text == null ? Optional.empty() : Optional.of(line(text.getBytes(UTF_8)));
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

  private @Nullable String readLine() throws IOException {
    try {
      String text = lines.readLine();
      read++;
      return text;
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be read after line %d: %s".formatted(file, read, e.getMessage()), e);
    }
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
    try (Writer out =
        new OutputStreamWriter(
            file.toString().endsWith(".gz")
                ? new GZIPOutputStream(Files.newOutputStream(file))
                : Files.newOutputStream(file),
            UTF_8)) {
      for (PoseFrame frame : frames) {
        out.write(FrameJson.line(frame));
        out.write('\n');
      }
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
