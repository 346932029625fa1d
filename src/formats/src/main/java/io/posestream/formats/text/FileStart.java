package io.posestream.formats.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a file is by its first bytes, and what to do with one that is no text. */
public enum FileStart {
  /** Compressed text, which is read. */
  GZIP("gzip", "unpack it with gunzip", 0x1f, 0x8b),
  /** An archive; NumPy's {@code .npz} is one. */
  ZIP("a zip archive", "unpack it", 'P', 'K', 3, 4),
  /** Compressed in another way. */
  ZSTD("zstd", "unpack it with unzstd", 0x28, 0xb5, 0x2f, 0xfd),
  /** Likewise. */
  BZIP2("bzip2", "unpack it with bunzip2", 'B', 'Z', 'h'),
  /** Likewise. */
  XZ("xz", "unpack it with unxz", 0xfd, '7', 'z', 'X', 'Z'),
  /** One bare array, without the size of its image. */
  NPY(
      "a bare NumPy array",
      "save it as .npz with the size of its image: numpy.savez('clip.npz', keypoint=a,"
          + " img_shape=(height, width))",
      0x93,
      'N',
      'U',
      'M',
      'P',
      'Y'),
  /** Python's own format, which is a program and never run. */
  PICKLE(
      "a Python pickle, which only Python may read",
      "save each annotation a in it as .npz: numpy.savez('clip.npz', keypoint=a['keypoint'],"
          + " keypoint_score=a['keypoint_score'], img_shape=a['img_shape'],"
          + " frame_dir=a['frame_dir'])",
      0x80),
  /** Text in UTF-32, which begins as UTF-16 does and therefore stands before it. */
  UTF32("text in UTF-32", "convert it with iconv -f UTF-32 -t UTF-8", 0xff, 0xfe, 0, 0),
  /** Text in UTF-16, as PowerShell writes it. */
  UTF16("text in UTF-16", "convert it with iconv -f UTF-16 -t UTF-8", 0xff, 0xfe),
  /** Likewise, with the other byte first. */
  UTF16_BIG("text in UTF-16", "convert it with iconv -f UTF-16 -t UTF-8", 0xfe, 0xff);

  private static final int LONGEST = 6;
  // The protocols 2 to 5 stand in the second byte.
  private static final int FIRST_PROTOCOL = 2;
  private static final int LAST_PROTOCOL = 5;

  private final String what;
  private final String remedy;
  private final byte[] bytes;

  FileStart(String what, String remedy, int... bytes) {
    this.what = what;
    this.remedy = remedy;
    this.bytes = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      this.bytes[i] = (byte) bytes[i];
    }
  }

  /**
   * Returns what a stream begins with, if it is none of text in UTF-8; the stream is not moved.
   *
   * @param in supports marks
   * @throws IOException if it cannot be read
   */
  public static Optional<FileStart> of(InputStream in) throws IOException {
    in.mark(LONGEST);
    byte[] start = in.readNBytes(LONGEST);
    in.reset();
    return Arrays.stream(values())
        .filter(kind -> kind.begins(start))
        .findFirst()
        .or(() -> unmarked(start));
  }

  private boolean begins(byte[] start) {
    boolean same =
        start.length >= bytes.length
            && Arrays.equals(start, 0, bytes.length, bytes, 0, bytes.length);
    return this == PICKLE ? same && isProtocol(start) : same;
  }

  private static boolean isProtocol(byte[] start) {
    return start.length > 1 && start[1] >= FIRST_PROTOCOL && start[1] <= LAST_PROTOCOL;
  }

  // Every second byte of English text in UTF-16 is zero, with a byte order mark or without.
  private static Optional<FileStart> unmarked(byte[] start) {
    if (start.length < 4) {
      return Optional.empty();
    }
    boolean little = start[0] != 0 && start[1] == 0 && start[2] != 0 && start[3] == 0;
    boolean big = start[0] == 0 && start[1] != 0 && start[2] == 0 && start[3] != 0;
    return little ? Optional.of(UTF16) : big ? Optional.of(UTF16_BIG) : Optional.empty();
  }

  /** Returns whether a file is a pickle by its name: the oldest ones have no first byte to tell. */
  static boolean isNamedAsPickle(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".pkl") || lower.endsWith(".pickle");
  }

  /** Returns what was found and what to do, for messages. */
  public String found() {
    return what + ": " + remedy;
  }
}
