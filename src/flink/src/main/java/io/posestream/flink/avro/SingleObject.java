package io.posestream.flink.avro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageEncoder;

/** Avro single-object encoding: two marker bytes, the schema's fingerprint, the record. */
final class SingleObject {
  private static final byte[] MARKER = {(byte) 0xC3, 0x01};

  private SingleObject() {}

  static boolean isMarked(byte[] value) {
    return value.length >= MARKER.length && value[0] == MARKER[0] && value[1] == MARKER[1];
  }

  static <T> byte[] encode(T datum, BinaryMessageEncoder<T> encoder) {
    try {
      ByteBuffer encoded = encoder.encode(datum);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("a record in memory cannot fail to be written", e);
    }
  }
}
