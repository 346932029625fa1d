package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.picture.PictureIntake;
import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.job.config.DeadLetterPayload;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PicturesOfRecordsTest {
  // As every JPEG begins, and a mark that must not be seen again.
  private static final byte[] JPEG = "\u00ff\u00d8\u00ff\u00e0 a face".getBytes(ISO_8859_1);

  private final FrameDecoder ignoring = decoder(PictureIntake.IGNORED);
  private final FrameDecoder using = decoder(PictureIntake.USED);

  private static FrameDecoder decoder(PictureIntake pictures) {
    return new FrameDecoder(Optional.empty(), Optional.empty(), DeadLetterPayload.FULL, pictures);
  }

  @Test
  void picturesAreDroppedUnlessTheyAreAskedFor() {
    byte[] record = FrameMessage.encode(pictured());

    assertThat(frame(ignoring, record).picture()).isEmpty();
    assertThat(frame(using, record).picture()).isEqualTo(pictured().picture());
  }

  @Test
  void readsAPictureInJson() {
    String json =
        """
        {"stream":"cam","frame":0,"ts_ms":0,"w":640,"h":360,"persons":[],
         "picture":{"format":"jpeg","w":320,"h":180,"data":"%s"}}"""
            .formatted(Base64.getEncoder().encodeToString(JPEG));

    Optional<Picture> picture = frame(using, json.getBytes(UTF_8)).picture();

    assertThat(picture).contains(Picture.owning(PictureFormat.JPEG, 320, 180, JPEG));
  }

  @Test
  void aDeadLetterEndsWhereAPictureBegins() {
    byte[] avro = FrameMessage.encode(pictured());
    // Another fingerprint: the record cannot be decoded.
    avro[4] ^= 1;

    byte[] payload = payload(avro);

    assertThat(new String(payload, ISO_8859_1)).doesNotContain("a face").contains("cam");
  }

  @Test
  void aDeadLetterOfJsonShowsNoPicture() {
    String json =
        "{\"stream\":7,\"picture\":{\"data\":\"%s\"}}"
            .formatted(Base64.getEncoder().encodeToString(JPEG));

    assertThat(new String(payload(json.getBytes(UTF_8)), UTF_8)).isEqualTo("{\"stream\":7,");
  }

  private byte[] payload(byte[] record) {
    return using.decode(record, Frames.ORIGIN).rejected().orElseThrow().payload();
  }

  private static PoseFrame frame(FrameDecoder decoder, byte[] record) {
    return decoder.decode(record, Frames.ORIGIN).frame().orElseThrow();
  }

  private static PoseFrame pictured() {
    return Frames.at(40)
        .withPicture(Optional.of(Picture.owning(PictureFormat.JPEG, 320, 180, JPEG.clone())));
  }
}
