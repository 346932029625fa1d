package io.posestream.formats.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file that are not blank, with their numbers.
 *
 * <p>Owned and used by one thread; closing closes the file.
 */
public final class TextLines implements AutoCloseable {
  // Files that were joined have a byte order mark wherever one of them began.
  private static final char MARK = '\ufeff';

  private final Path file;
  private final BufferedReader lines;
  private long read;
  private @Nullable Line ahead;

  private TextLines(Path file, BufferedReader lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * One line.
   *
   * @param number counted from 1, blank lines too
   * @param text without its line end
   */
  public record Line(long number, String text) {}

  /**
   * Opens the lines of a file.
   *
   * @param file gzip if it starts like it
   * @param watch is given the file's bytes and returns the same bytes
   * @throws IOException if it cannot be opened, or is no text in UTF-8
   */
  public static TextLines open(Path file, UnaryOperator<InputStream> watch) throws IOException {
    return new TextLines(file, TextFile.open(file, watch));
  }

  /**
   * Reads the next line that is not blank.
   *
   * @throws IOException if the file cannot be read on; says after which line
   */
  public Optional<Line> next() throws IOException {
    Line next = ahead == null ? read() : ahead;
    ahead = null;
    return Optional.ofNullable(next);
  }

  /**
   * Returns whether no line is left.
   *
   * @throws IOException if the file cannot be read on
   */
  public boolean isAtEnd() throws IOException {
    if (ahead == null) {
      ahead = read();
    }
    return ahead == null;
  }

  private @Nullable Line read() throws IOException {
    String text = readLine();
    while (text != null && text.isBlank()) {
      text = readLine();
    }
    return text == null ? null : new Line(read, text);
  }

  private @Nullable String readLine() throws IOException {
    try {
      String text = lines.readLine();
      read += text == null ? 0 : 1;
      return text == null || text.isEmpty() || text.charAt(0) != MARK ? text : text.substring(1);
    } catch (IOException e) {
      throw cutOff(read, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Returns what to say of a file that ends too early.
   *
   * @param line the last whole line
   * @param why what showed it
   */
  public IOException cutOff(long line, String why, @Nullable Exception cause) {
    return new IOException(
        ("%s cannot be read after line %d: the file is cut off or damaged there (%s); copy it anew,"
                + " or keep what is whole: (gzip -dcf FILE | head -n %d) > PART")
            .formatted(file, line, why, line),
        cause);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
