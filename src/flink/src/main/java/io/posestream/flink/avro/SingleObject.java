package io.posestream.flink.avro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.message.SchemaStore;

/** Avro single-object encoding: two marker bytes, the schema's fingerprint, the record. */
final class SingleObject {
  /** Bytes before the record. */
  static final int HEADER = 2 + Long.BYTES;

  private static final byte[] MARKER = {(byte) 0xC3, 0x01};

  private SingleObject() {}

  static boolean isMarked(byte[] value) {
    return value.length >= MARKER.length && value[0] == MARKER[0] && value[1] == MARKER[1];
  }

  /** Returns the schema the record was written with. */
  static Schema writer(byte[] value, SchemaStore known) {
    if (value.length < HEADER || !isMarked(value)) {
      throw new BadHeaderException(
          "expected C3 01 and a fingerprint, got %d bytes".formatted(value.length));
    }
    long fingerprint =
        ByteBuffer.wrap(value, MARKER.length, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Schema schema = known.findByFingerprint(fingerprint);
    if (schema == null) {
      throw new MissingSchemaException("no known schema has the fingerprint " + fingerprint);
    }
    return schema;
  }

  /** Decodes a record; whatever Avro throws at bad bytes becomes an {@code IOException}. */
  static <T> T decode(byte[] value, BinaryMessageDecoder<T> decoder) throws IOException {
    try {
      return decoder.decode(value);
    } catch (AvroRuntimeException | IndexOutOfBoundsException | UnsupportedOperationException e) {
      throw new IOException("expected an Avro single object, got bytes that fail: " + e, e);
    }
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
