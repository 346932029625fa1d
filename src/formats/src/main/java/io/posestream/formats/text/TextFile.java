package io.posestream.formats.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Opens files of UTF-8 text: gzip of any number of members if it starts like it, without the byte
 * order mark; other encodings and packings are refused with what to do.
 */
public final class TextFile {
  private static final int BUFFER = 1 << 16;
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private TextFile() {}

  /**
   * Opens a file.
   *
   * @param file to read
   * @param watch is given the file's bytes and returns the same bytes
   * @throws IOException if it cannot be opened, or is no text in UTF-8
   */
  public static BufferedReader open(Path file, UnaryOperator<InputStream> watch)
      throws IOException {
    return new BufferedReader(
        // Bytes that are no text must reach the dead letters, not end the replay.
        new InputStreamReader(
            bytes(file, watch), UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)));
  }

  private static IOException damaged(Path file, IOException cause) {
    return new IOException(
        "%s cannot be read after line 0: the file is cut off or damaged there (%s)"
            .formatted(file, cause.getMessage()),
        cause);
  }

  private static InputStream bytes(Path file, UnaryOperator<InputStream> watch) throws IOException {
    InputStream raw = watch.apply(Files.newInputStream(file));
    try {
      InputStream packed = new BufferedInputStream(raw, BUFFER);
      boolean gzip = FileStart.of(packed).equals(Optional.of(FileStart.GZIP));
      InputStream plain = gzip ? new BufferedInputStream(new Unpacked(packed), BUFFER) : packed;
      requireText(plain, file);
      skipMark(plain);
      return plain;
    } catch (EOFException | ZipException e) {
      raw.close();
      throw damaged(file, e);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Hands on what is unpacked before it unpacks more: readers that ask for more than there is lose
   * what they have when the rest turns out to be cut off.
   */
  private static final class Unpacked extends FilterInputStream {
    Unpacked(InputStream packed) throws IOException {
      super(new GZIPInputStream(packed));
    }

    @Override
    public int available() {
      return 0;
    }
  }

  private static void requireText(InputStream plain, Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    Optional<FileStart> other = FileStart.of(plain);
    if (other.isEmpty() && FileStart.isNamedAsPickle(name)) {
      other = Optional.of(FileStart.PICKLE);
    }
    if (other.isPresent()) {
      throw new IOException(
          "%s: expected text in UTF-8, or gzip of it, got %s".formatted(file, other.get().found()));
    }
  }

  private static void skipMark(InputStream plain) throws IOException {
    plain.mark(MARK.length);
    if (!Arrays.equals(plain.readNBytes(MARK.length), MARK)) {
      plain.reset();
    }
  }
}
