package io.posestream.flink.avro;

import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.PoseFrame;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pictures of frames in Avro. */
final class FramePictures {
  private FramePictures() {}

  /** Returns a frame with a picture; one that cannot be used costs the picture alone. */
  static PoseFrame with(io.posestream.avro.@Nullable Picture picture, PoseFrame frame) {
    if (picture == null) {
      return frame;
    }
    try {
      return frame.withPicture(Optional.of(toDomain(picture)));
    } catch (IllegalArgumentException e) {
      return frame.withFindings(
          frame.rivals(), frame.faults().withSpoiltPicture(String.valueOf(e.getMessage())));
    }
  }

  private static Picture toDomain(io.posestream.avro.Picture picture) {
    PictureFormat format =
        PictureFormat.named(picture.getFormat())
            // Raw bytes have no mark by which a dead letter could leave them out.
            .filter(known -> known != PictureFormat.RGB)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected a picture of format jpeg or png, got '%s'"
                            .formatted(shortened(picture.getFormat()))));
    ByteBuffer data = picture.getData();
    return data == null
        ? Picture.at(format, picture.getWidth(), picture.getHeight(), reference(picture))
        : Picture.owning(format, picture.getWidth(), picture.getHeight(), bytes(data));
  }

  private static String shortened(String text) {
    return text.length() > 20 ? text.substring(0, 20) : text;
  }

  private static String reference(io.posestream.avro.Picture picture) {
    return Optional.ofNullable(picture.getReference()).orElse("");
  }

  private static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return bytes;
  }

  static io.posestream.avro.@Nullable Picture toAvro(Optional<Picture> picture) {
    return picture
        .map(
            known ->
                io.posestream.avro.Picture.newBuilder()
                    .setFormat(known.format().id())
                    .setWidth(known.width())
                    .setHeight(known.height())
                    .setData(known.length() == 0 ? null : ByteBuffer.wrap(known.bytes()))
                    .setReference(known.reference().orElse(null))
                    .build())
        .orElse(null);
  }
}
