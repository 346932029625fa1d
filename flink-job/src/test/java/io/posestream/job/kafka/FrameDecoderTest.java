package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.flink.types.DecodedRecord;
import io.posestream.formats.dialect.TrackIds;
import io.posestream.formats.json.FrameJson;
import io.posestream.job.config.DeadLetterPayload;
import io.posestream.job.config.FrameFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  // Marker and fingerprint.
  private static final int HEADER = 10;

  private final FrameDecoder decoder = new FrameDecoder(Optional.empty());

  @Test
  void decodesAnAvroSingleObject() {
    DecodedRecord decoded = decoder.decode(FrameMessage.encode(Frames.at(40)), Frames.ORIGIN);

    assertThat(decoded).isEqualTo(DecodedRecord.of(Frames.at(40)));
  }

  @Test
  void decodesJsonAfterBlanks() {
    byte[] json = ("\n " + FrameJson.line(Frames.at(40))).getBytes(UTF_8);

    assertThat(decoder.decode(json, Frames.ORIGIN)).isEqualTo(DecodedRecord.of(Frames.at(40)));
  }

  @Test
  void decodesADeclaredDialectWithTheKeyAsCamera() {
    FrameDecoder openPose = decoder(tracked("openpose"));
    String joints = "100,200,0.5,".repeat(25).replaceFirst(",$", "");
    byte[] value = "{\"people\":[{\"pose_keypoints_2d\":[%s]}]}".formatted(joints).getBytes(UTF_8);

    PoseFrame frame =
        openPose
            .decode(value, Optional.of("dock"), OptionalLong.of(7_000), Frames.ORIGIN)
            .frame()
            .orElseThrow();

    assertThat(frame.camera()).isEqualTo("dock");
    assertThat(frame.timeMillis()).isEqualTo(7_000);
    assertThat(frame.layout()).isEqualTo(KeypointLayout.BODY25);
    assertThat(frame.persons()).extracting(Person::trackId).containsExactly("7000-1");
  }

  @Test
  void saysWhatADialectMisses() {
    FrameDecoder openPose = decoder(tracked("openpose"));

    RejectedRecord rejected =
        openPose
            .decode("[1]".getBytes(UTF_8), Optional.empty(), OptionalLong.of(1), Frames.ORIGIN)
            .rejected()
            .orElseThrow();

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message()).contains("expected an array 'people'");
  }

  private static FrameDecoder decoder(FrameFormat format) {
    return new FrameDecoder(Optional.empty(), format.decoder(), DeadLetterPayload.FULL);
  }

  private static FrameFormat tracked(String dialect) {
    return new FrameFormat(dialect, "", "", "1280x720", TrackIds.TRACKED);
  }

  @Test
  void saysWhatGarbageStartsWith() {
    byte[] garbage = {(byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef};

    RejectedRecord rejected = rejected(garbage);

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message()).endsWith("got 4 bytes that start with DE AD BE EF");
    assertThat(rejected.origin()).isEqualTo(Frames.ORIGIN);
    assertThat(rejected.payload()).isEqualTo(garbage);
    assertThat(rejected.camera()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0})
  void rejectsAnEmptyOrMissingValue(int length) {
    RejectedRecord rejected =
        decoder
            .decode(length < 0 ? null : new byte[length], Frames.ORIGIN)
            .rejected()
            .orElseThrow();

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message()).endsWith("got no bytes");
    assertThat(rejected.payload()).isEmpty();
  }

  @Test
  void rejectsASingleObjectOfAnUnknownSchema() {
    byte[] value = FrameMessage.encode(Frames.at(40));
    value[2] ^= 1;

    RejectedRecord rejected = rejected(value);

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message())
        .startsWith("expected a PoseFrame as an Avro single object")
        .contains("fingerprint");
  }

  @Test
  void rejectsASingleObjectThatIsCutOff() {
    byte[] value = FrameMessage.encode(Frames.at(40));

    RejectedRecord rejected = rejected(Arrays.copyOf(value, value.length - 1));

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message()).startsWith("expected a PoseFrame as an Avro single object");
  }

  @Test
  void rejectsJsonThatBreaksTheContract() {
    String json = FrameJson.line(Frames.at(40)).replace("\"w\":1280", "\"w\":0");

    RejectedRecord rejected = rejected(json.getBytes(UTF_8));

    assertThat(rejected.reason()).isEqualTo(RejectReason.FRAME_SIZE);
    assertThat(rejected.message()).endsWith("(camera=cam, frame=40)");
  }

  // One rule for all encodings: it stands in the frame itself.
  @Test
  void takesAFrameWithABadPersonInAnyEncoding() {
    String json = FrameJson.line(Frames.at(40)).replace("\"track_id\":\"3\"", "\"track_id\":\"\"");
    PoseFrame read = decoder.decode(json.getBytes(UTF_8), Frames.ORIGIN).frame().orElseThrow();

    assertThat(read.persons()).isEmpty();
    assertThat(read.faults().losses())
        .containsExactly(new Loss(Part.PERSON, RejectReason.EMPTY_TRACK_ID, 1));
  }

  @Test
  void asksForARegistryIfARecordNeedsOne() {
    RejectedRecord rejected = rejected(new byte[] {0, 0, 0, 0, 7, 1, 2});

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message())
        .isEqualTo(
            "expected kafka.schema-registry to be set for Confluent's wire format, got a record"
                + " with schema id 7");
  }

  @Test
  void keepsOnlyTheStartOfAHugeValue() {
    byte[] huge = new byte[1_000_000];
    Arrays.fill(huge, (byte) 'x');

    assertThat(rejected(huge).payload()).hasSize(256 * 1024);
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0", "HEAD, 256", "FULL, 4000"})
  void keepsAsMuchOfTheRecordAsIsAllowed(DeadLetterPayload payload, int kept) {
    FrameDecoder frugal = new FrameDecoder(Optional.empty(), Optional.empty(), payload);

    DecodedRecord decoded = frugal.decode(new byte[4_000], Frames.ORIGIN);

    assertThat(decoded.rejected().orElseThrow().payload()).hasSize(kept);
  }

  @Test
  void shortensALongMessage() {
    String json = FrameJson.line(Frames.at(40));
    String layout = "\"layout\":\"" + "l".repeat(500_000) + "\",\"persons\"";

    RejectedRecord rejected = rejected(json.replace("\"persons\"", layout).getBytes(UTF_8));

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNKNOWN_LAYOUT);
    assertThat(rejected.message()).hasSizeLessThan(2_100).endsWith("...");
  }

  @Test
  void refusesACameraIdThatWouldNotFitIntoWhatIsMadeOfIt() {
    String json = FrameJson.line(Frames.at(40));
    byte[] longest = json.replace("\"cam\"", "\"" + "c".repeat(256) + "\"").getBytes(UTF_8);
    byte[] longer = json.replace("\"cam\"", "\"" + "c".repeat(400_000) + "\"").getBytes(UTF_8);

    assertThat(decoder.decode(longest, Frames.ORIGIN).frame()).isPresent();
    RejectedRecord rejected = rejected(longer);
    assertThat(rejected.reason()).isEqualTo(RejectReason.LONG_CAMERA_ID);
    assertThat(rejected.message())
        .startsWith("expected a camera id of at most 256 characters, got 400000 (camera=ccc")
        .hasSizeLessThan(300);
  }

  @Test
  void leavesOutAPersonWhoseTrackIdIsTooLong() {
    String json = FrameJson.line(Frames.at(40));
    String id = "\"track_id\":\"" + "7".repeat(257) + "\"";
    PoseFrame read =
        decoder
            .decode(json.replace("\"track_id\":\"3\"", id).getBytes(UTF_8), Frames.ORIGIN)
            .frame()
            .orElseThrow();

    assertThat(read.persons()).isEmpty();
    assertThat(read.faults().losses())
        .containsExactly(new Loss(Part.PERSON, RejectReason.LONG_TRACK_ID, 1));
    assertThat(read.faults().account()).hasSizeLessThan(400);
  }

  // A job that fails on a record fails on it again after every restart.
  @Test
  void survivesWhateverHappensToTheBytes() {
    byte[] good = FrameMessage.encode(Frames.at(40));
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] value = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        value[HEADER + random.nextInt(40)] = (byte) random.nextInt();
      }

      DecodedRecord decoded = decoder.decode(value, Frames.ORIGIN);

      assertThat(decoded.frame().isPresent()).isNotEqualTo(decoded.rejected().isPresent());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1_000_000_000, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
  void survivesATextThatClaimsToBeHuge(long length) throws IOException {
    byte[] value = Arrays.copyOf(FrameMessage.encode(Frames.at(40)), 64);
    ByteArrayOutputStream claim = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(claim, null);
    encoder.writeLong(length);
    encoder.flush();
    System.arraycopy(claim.toByteArray(), 0, value, HEADER, claim.size());

    assertThat(rejected(value).reason()).isEqualTo(RejectReason.UNDECODABLE);
  }

  private RejectedRecord rejected(byte[] value) {
    DecodedRecord decoded = decoder.decode(value, Frames.ORIGIN);
    assertThat(decoded.frame()).isEmpty();
    return decoded.rejected().orElseThrow();
  }
}
