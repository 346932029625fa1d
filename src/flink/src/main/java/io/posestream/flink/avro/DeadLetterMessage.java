package io.posestream.flink.avro;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.message.BinaryMessageDecoder;

/** Records that could not be used, as Avro. */
public final class DeadLetterMessage {
  private static final BinaryMessageDecoder<io.posestream.avro.DeadLetter> DECODER =
      io.posestream.avro.DeadLetter.createDecoder(
          ReleasedSchemas.with(io.posestream.avro.DeadLetter.getClassSchema()));

  private DeadLetterMessage() {}

  /** Encodes a dead letter as an Avro single object. */
  public static byte[] encode(RejectedRecord rejected) {
    byte[] payload = rejected.payload();
    io.posestream.avro.DeadLetter message =
        io.posestream.avro.DeadLetter.newBuilder()
            .setReason(rejected.reason().code())
            .setMessage(rejected.message())
            .setTopic(rejected.origin().topic())
            .setPartition(rejected.origin().partition())
            .setOffset(rejected.origin().offset())
            .setCameraId(rejected.camera().orElse(null))
            .setFrameNumber(
                rejected.frameNumber().isPresent() ? rejected.frameNumber().getAsLong() : null)
            .setPayload(payload.length == 0 ? null : ByteBuffer.wrap(payload))
            .build();
    return SingleObject.encode(message, io.posestream.avro.DeadLetter.getEncoder());
  }

  /**
   * Decodes a dead letter.
   *
   * @throws IOException if the bytes are not a dead letter
   */
  public static RejectedRecord decode(byte[] value) throws IOException {
    io.posestream.avro.DeadLetter message = SingleObject.decode(value, DECODER);
    RejectReason reason =
        RejectReason.named(message.getReason())
            .orElseThrow(
                () ->
                    new IOException("expected a known reason, got '" + message.getReason() + "'"));
    return RejectedRecord.of(
        reason,
        message.getMessage(),
        new FrameOrigin(message.getTopic(), message.getPartition(), message.getOffset(), ""),
        Optional.ofNullable(message.getCameraId()).orElse(""),
        Optional.ofNullable(message.getFrameNumber()).orElse(-1L),
        Optional.ofNullable(message.getPayload())
            .map(DeadLetterMessage::bytes)
            .orElse(new byte[0]));
  }

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
  }
}
