package io.posestream.job.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a dead letter shows of a record that cannot be used: its bytes up to a bound, or to where a
 * picture begins.
 *
 * <p>Records that cannot be decoded do not tell where their picture is; it is known by the bytes
 * that every JPEG and PNG begins with, as they are or in Base64, and by the key of our JSON.
 */
final class PayloadOfLetter {
  private static final List<byte[]> STARTS =
      List.of(
          new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
          new byte[] {(byte) 0x89, 'P', 'N', 'G'},
          ascii("\"/9j/"),
          ascii("\"iVBORw0KGgo"),
          ascii("\"picture\""));

  private PayloadOfLetter() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns what may be shown of a record, at most so many bytes. */
  static byte[] of(byte[] record, int mostBytes) {
    int end = Math.min(record.length, mostBytes);
    for (int i = 0; i < end; i++) {
      if (startsPicture(record, i)) {
        end = i;
      }
    }
    return end == record.length ? record : Arrays.copyOf(record, end);
  }

  private static boolean startsPicture(byte[] record, int at) {
    for (byte[] start : STARTS) {
      int after = at + start.length;
      if (record[at] == start[0]
          && after <= record.length
          && Arrays.equals(record, at, after, start, 0, start.length)) {
        return true;
      }
    }
    return false;
  }
}
