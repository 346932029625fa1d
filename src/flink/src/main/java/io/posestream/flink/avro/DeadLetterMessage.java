package io.posestream.flink.avro;

import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
            .setFrames(rejected.frames())
            .setLosses(rejected.losses().stream().map(DeadLetterMessage::toAvro).toList())
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
    List<Loss> losses = new ArrayList<>();
    for (io.posestream.avro.Loss loss : message.getLosses()) {
      losses.add(toDomain(loss));
    }
    return withoutLosses(message).standingFor(message.getFrames(), losses);
  }

  private static RejectedRecord withoutLosses(io.posestream.avro.DeadLetter message)
      throws IOException {
    return RejectedRecord.of(
        reason(message.getReason()),
        message.getMessage(),
        new FrameOrigin(message.getTopic(), message.getPartition(), message.getOffset(), ""),
        Optional.ofNullable(message.getCameraId()).orElse(""),
        Optional.ofNullable(message.getFrameNumber()).orElse(-1L),
        Optional.ofNullable(message.getPayload())
            .map(DeadLetterMessage::bytes)
            .orElse(new byte[0]));
  }

  private static RejectReason reason(String code) throws IOException {
    return RejectReason.named(code)
        .orElseThrow(() -> new IOException("expected a known reason, got '" + code + "'"));
  }

  private static io.posestream.avro.Loss toAvro(Loss loss) {
    return new io.posestream.avro.Loss(loss.part().id(), loss.reason().code(), loss.count());
  }

  private static Loss toDomain(io.posestream.avro.Loss loss) throws IOException {
    Part part =
        Part.named(loss.getPart())
            .orElseThrow(
                () ->
                    new IOException(
                        "expected frame, person, joint or value, got '" + loss.getPart() + "'"));
    return new Loss(part, reason(loss.getReason()), loss.getCount());
  }

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
  }
}
