package io.posestream.job.kafka;

import io.posestream.core.picture.PictureIntake;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.flink.types.DecodedRecord;
import io.posestream.formats.dialect.DialectDecoder;
import io.posestream.formats.json.FrameJson;
import io.posestream.job.config.DeadLetterPayload;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a record's value by its first bytes: an Avro single object starts with C3 01, Confluent's
 * wire format with 00 and a schema id, JSON with a brace; unless all are of one declared dialect.
 *
 * <p>Not thread-safe: it reuses buffers.
 */
final class FrameDecoder {
  private static final int MOST_MESSAGE = 2_000;

  private static final byte CONFLUENT = 0;
  private static final int CONFLUENT_HEADER = 5;

  private final Optional<SchemaRegistry> registry;
  private final Optional<DialectDecoder> dialect;
  private final DeadLetterPayload payload;
  private final PictureIntake pictures;
  private final FrameMessage avro = new FrameMessage();

  FrameDecoder(Optional<SchemaRegistry> registry) {
    this(registry, Optional.empty(), DeadLetterPayload.FULL);
  }

  FrameDecoder(
      Optional<SchemaRegistry> registry,
      Optional<DialectDecoder> dialect,
      DeadLetterPayload payload) {
    this(registry, dialect, payload, PictureIntake.IGNORED);
  }

  /**
   * Creates a decoder.
   *
   * @param registry of the schemas of Confluent's wire format, if there is one
   * @param dialect decodes every record, if they are another program's
   * @param payload how much of a record its dead letter contains
   * @param pictures what becomes of the frames' pictures
   */
  FrameDecoder(
      Optional<SchemaRegistry> registry,
      Optional<DialectDecoder> dialect,
      DeadLetterPayload payload,
      PictureIntake pictures) {
    this.payload = payload;
    this.registry = registry;
    this.dialect = dialect;
    this.pictures = pictures;
  }

  DecodedRecord decode(byte @Nullable [] value, FrameOrigin origin) {
    return decode(value, Optional.empty(), OptionalLong.empty(), origin);
  }

  /**
   * Decodes a record.
   *
   * @param key the record's, as text
   * @param recordMillis the record's timestamp, if it has one
   */
  DecodedRecord decode(
      byte @Nullable [] value,
      Optional<String> key,
      OptionalLong recordMillis,
      FrameOrigin origin) {
    byte[] bytes = value == null ? new byte[0] : value;
    try {
      return DecodedRecord.of(
          dialect.isPresent()
              ? dialect.get().decode(bytes, key, recordMillis, origin)
              : withPicturesAsAsked(frame(bytes, origin)));
    } catch (InvalidFrameException e) {
      return DecodedRecord.of(
          RejectedRecord.undecoded(
              e.reason(),
              shortened(String.valueOf(e.getMessage())),
              origin,
              PayloadOfLetter.of(bytes, payload.mostBytes())));
    }
  }

  private PoseFrame withPicturesAsAsked(PoseFrame frame) {
    return pictures == PictureIntake.USED ? frame : frame.withoutPicture();
  }

  private static String shortened(String message) {
    return message.length() > MOST_MESSAGE ? message.substring(0, MOST_MESSAGE) + "..." : message;
  }

  private PoseFrame frame(byte[] value, FrameOrigin origin) {
    if (FrameMessage.isSingleObject(value)) {
      return avro.decode(value, origin);
    }
    if (value.length > CONFLUENT_HEADER && value[0] == CONFLUENT) {
      return avro.decode(value, CONFLUENT_HEADER, writerSchema(value), origin);
    }
    if (startsWithBrace(value)) {
      return FrameJson.read(value, origin);
    }
    throw new InvalidFrameException(
        RejectReason.UNDECODABLE,
        "expected an Avro single object (C3 01 ..), Confluent's wire format (00 ..) or JSON ({..),"
            + " got "
            + start(value));
  }

  private Schema writerSchema(byte[] value) {
    int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    return registry
        .orElseThrow(
            () ->
                new InvalidFrameException(
                    RejectReason.UNDECODABLE,
                    "expected kafka.schema-registry to be set for Confluent's wire format, got a"
                        + " record with schema id "
                        + id))
        .schema(id);
  }

  private static boolean startsWithBrace(byte[] value) {
    for (byte b : value) {
      if (!Character.isWhitespace(b)) {
        return b == '{';
      }
    }
    return false;
  }

  private static String start(byte[] value) {
    if (value.length == 0) {
      return "no bytes";
    }
    StringBuilder shown = new StringBuilder(value.length + " bytes that start with");
    for (int i = 0; i < Math.min(8, value.length); i++) {
      shown.append(" %02X".formatted(value[i]));
    }
    return shown.toString();
  }
}
