package io.posestream.flink.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.posestream.avro.Box;
import io.posestream.avro.Person;
import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.flink.fixture.Pictures;
import io.posestream.flink.fixture.RandomRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameMessageTest {
  private static final FrameOrigin ORIGIN = new FrameOrigin("pose.frames.v1", 2, 17, "");
  private static final int HEADER = 10;

  private final FrameMessage messages = new FrameMessage();

  @Test
  void decodesWhatItEncoded() {
    RandomRecords random = new RandomRecords(5);
    for (int round = 0; round < 200; round++) {
      PoseFrame frame = random.frame();

      byte[] value = FrameMessage.encode(frame);

      assertThat(FrameMessage.isSingleObject(value)).isTrue();
      assertThat(messages.decode(value, frame.origin())).isEqualTo(frame);
    }
  }

  // Other languages' encoders write long arrays in blocks, with or without their size in bytes.
  @Test
  void decodesArraysThatCameInBlocks() throws IOException {
    io.posestream.avro.PoseFrame frame = valid();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder =
        new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(bytes, null);
    new SpecificDatumWriter<>(io.posestream.avro.PoseFrame.class).write(frame, encoder);
    encoder.flush();

    PoseFrame decoded = messages.decode(bytes.toByteArray(), 0, schema(), ORIGIN);

    assertThat(decoded).isEqualTo(messages.decode(encode(frame), ORIGIN));
  }

  @Test
  void decodesARecordWithoutHeaderInTheMiddleOfAValue() {
    PoseFrame frame = new RandomRecords(5).frame();
    byte[] value = FrameMessage.encode(frame);

    PoseFrame decoded = messages.decode(value, HEADER, schema(), frame.origin());

    assertThat(decoded).isEqualTo(frame);
  }

  @Test
  void decodesARecordOfAWriterThatKnowsFewerFields() throws IOException {
    Schema older = new Schema.Parser().parse(OLDER_PRODUCER);
    GenericData.Record record = new GenericData.Record(older);
    record.put("camera_id", "lobby");
    record.put("frame_number", 5L);
    record.put("event_time", 7_000_001L);
    record.put("width", 640);
    record.put("height", 480);
    record.put("persons", List.of());

    PoseFrame decoded = messages.decode(write(record), 0, older, ORIGIN);

    assertThat(decoded.camera()).isEqualTo("lobby");
    assertThat(decoded.timeMicros()).isEqualTo(7_000_001);
    assertThat(decoded.layout().id()).isEqualTo("coco17");
  }

  private static final String OLDER_PRODUCER =
      """
      {"type": "record", "name": "PoseFrame", "namespace": "io.posestream.avro", "fields": [
        {"name": "camera_id", "type": "string"},
        {"name": "frame_number", "type": "long"},
        {"name": "event_time", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "width", "type": "int"},
        {"name": "height", "type": "int"},
        {"name": "persons", "type": {"type": "array", "items": {
          "type": "record", "name": "Person", "fields": [
            {"name": "track_id", "type": "string"},
            {"name": "keypoints", "type": {"type": "array", "items": "float"}}]}}}]}
      """;

  /** The fixture of the schemas' own evolution test: single objects of every release. */
  @Test
  void decodesTheSingleObjectsOfEveryRelease() throws IOException {
    Path releases = Path.of("../../schemas/src/test/resources/released");
    try (Stream<Path> files = Files.walk(releases)) {
      List<Path> frames = files.filter(file -> file.endsWith("pose_frame.bin")).toList();

      assertThat(frames).isNotEmpty();
      for (Path file : frames) {
        assertThat(messages.decode(Files.readAllBytes(file), ORIGIN).number()).isEqualTo(42);
      }
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        broken(
            RejectReason.UNKNOWN_LAYOUT,
            frame -> frame.setLayout("coco133"),
            "expected one of the layouts [coco17, body25, coco18, h36m-17, mediapipe-33, coco-wholebody, halpe26]",
            "got 'coco133' (camera=lobby, frame=42)"),
        broken(
            RejectReason.NORMALISED_COORDINATES,
            frame -> person(frame).setKeypoints(Collections.nCopies(51, 0.5f)),
            "expected pixel coordinates on a frame of 640x480",
            "got all within 0..1 or near it (camera=lobby, frame=42)"),
        broken(
            RejectReason.EMPTY_CAMERA_ID,
            frame -> frame.setCameraId(""),
            "expected a camera id",
            "got an empty string (camera=, frame=42)"),
        broken(
            RejectReason.FRAME_SIZE,
            frame -> frame.setWidth(0),
            "expected a frame of 1..65535 px a side",
            "got 0x480"),
        broken(
            RejectReason.FRAME_SIZE,
            frame -> frame.setHeight(65_536),
            "expected a frame of 1..65535 px a side",
            "got 640x65536"),
        broken(
            RejectReason.EVENT_TIME,
            frame -> frame.setEventTime(Instant.ofEpochMilli(-1)),
            "expected an event time from the epoch to the year 9999",
            "got -1000 (camera=lobby, frame=42)"),
        broken(
            RejectReason.EVENT_TIME,
            frame -> frame.setEventTime(Instant.parse("-9999-01-01T00:00:00Z")),
            "expected an event time from the epoch to the year 9999",
            "got -37"));
  }

  static Stream<Arguments> spoilt() {
    return Stream.of(
        spoilt(
            Part.PERSON,
            RejectReason.WRONG_JOINT_COUNT,
            frame -> person(frame).setKeypoints(Collections.nCopies(75, 3f))),
        spoilt(
            Part.PERSON,
            RejectReason.WRONG_JOINT_COUNT,
            frame -> person(frame).setKeypoints(List.of())),
        spoilt(
            Part.JOINT,
            RejectReason.NON_FINITE_KEYPOINT,
            frame -> person(frame).setKeypoints(keypoints(4, Float.NaN))),
        spoilt(
            Part.JOINT,
            RejectReason.NON_FINITE_KEYPOINT,
            frame -> person(frame).setKeypoints(keypoints(50, Float.POSITIVE_INFINITY))),
        spoilt(
            Part.JOINT,
            RejectReason.SCORE_OUT_OF_RANGE,
            frame -> person(frame).setKeypoints(keypoints(50, 93))),
        spoilt(Part.PERSON, RejectReason.EMPTY_TRACK_ID, frame -> person(frame).setTrackId("")),
        spoilt(
            Part.PERSON,
            RejectReason.DUPLICATE_TRACK_ID,
            frame -> frame.setPersons(List.of(person(frame), person(frame)))));
  }

  private static Arguments spoilt(
      Part part, RejectReason reason, Consumer<io.posestream.avro.PoseFrame> damage) {
    return Arguments.of(part, reason, damage);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("spoilt")
  void aBadPersonOrJointCostsNoMore(
      Part part, RejectReason reason, Consumer<io.posestream.avro.PoseFrame> damage)
      throws IOException {
    io.posestream.avro.PoseFrame frame = valid();
    damage.accept(frame);

    assertThat(messages.decode(encode(frame), ORIGIN).faults().losses())
        .containsExactly(new Loss(part, reason, 1));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("broken")
  void refusesFramesThatBreakTheContract(
      RejectReason reason,
      Consumer<io.posestream.avro.PoseFrame> damage,
      String expected,
      String found)
      throws IOException {
    io.posestream.avro.PoseFrame frame = valid();
    damage.accept(frame);
    byte[] value = encode(frame);

    InvalidFrameException refusal = refusal(value);

    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal).hasMessageContaining(expected).hasMessageContaining(found);
  }

  @Test
  void refusesNanosecondsWhereMicrosecondsAreDue() throws IOException {
    io.posestream.avro.PoseFrame frame = valid();
    frame.setEventTime(Instant.ofEpochSecond(1_767_323_045_678L, 901_234_000));

    assertThat(refusal(encode(frame)))
        .hasMessageContaining("got 1767323045678901234")
        .returns(RejectReason.EVENT_TIME, InvalidFrameException::reason);
  }

  @Test
  void refusesEveryPrefixOfARecordAsUndecodable() throws IOException {
    byte[] value = encode(valid());
    for (int length = 0; length < value.length; length++) {
      byte[] prefix = Arrays.copyOf(value, length);

      assertThat(refusal(prefix).reason())
          .as("%d bytes", length)
          .isEqualTo(RejectReason.UNDECODABLE);
    }
  }

  @Test
  void refusesEveryPrefixOfARecordWithoutHeader() throws IOException {
    byte[] value = Arrays.copyOfRange(encode(valid()), HEADER, encode(valid()).length);
    for (int length = 0; length < value.length; length++) {
      byte[] prefix = Arrays.copyOf(value, length);

      assertThatThrownBy(() -> messages.decode(prefix, 0, schema(), ORIGIN))
          .isInstanceOf(InvalidFrameException.class)
          .hasMessageContaining("expected a PoseFrame written with io.posestream.avro.PoseFrame");
    }
  }

  @Test
  void refusesDamagedBytesOrReadsThemButNeverFailsOtherwise() throws IOException {
    byte[] value = encode(valid());
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = value.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[HEADER + random.nextInt(value.length - HEADER)] = (byte) random.nextInt(256);
      }

      Throwable thrown = catchThrowable(() -> messages.decode(damaged, ORIGIN));

      assertThat(thrown == null || thrown instanceof InvalidFrameException)
          .as("round %d: %s", round, thrown)
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("impossibleLengths")
  void refusesALengthThatNoRecordHas(int at, byte[] length) throws IOException {
    byte[] value = encode(valid());
    ByteBuffer damaged = ByteBuffer.allocate(value.length + length.length);
    damaged.put(value, 0, at).put(length).put(value, at + 1, value.length - at - 1);

    assertThat(refusal(Arrays.copyOf(damaged.array(), damaged.position())).reason())
        .isIn(RejectReason.UNDECODABLE, RejectReason.TOO_MANY_PERSONS);
  }

  /**
   * Lengths of the camera id, which the record starts with, of the persons and of the keypoints.
   */
  static Stream<Arguments> impossibleLengths() throws IOException {
    int persons = HEADER + 6 + 1 + 5 + 2 + 2 + 7;
    return Stream.of(HEADER, persons, persons + 3)
        .flatMap(
            at ->
                Stream.of(1L << 20, Integer.MAX_VALUE - 8L, 1L << 31, Long.MAX_VALUE)
                    .map(length -> Arguments.of(at, varint(length))));
  }

  @Test
  void namesTheSchemaItDoesNotKnow() throws IOException {
    byte[] value = encode(valid());
    value[2]++;

    assertThat(refusal(value))
        .hasMessageContaining("expected a PoseFrame as an Avro single object, got bytes that fail")
        .hasMessageContaining("fingerprint");
  }

  private InvalidFrameException refusal(byte[] value) {
    Throwable thrown = catchThrowable(() -> messages.decode(value, ORIGIN));
    assertThat(thrown).isInstanceOf(InvalidFrameException.class);
    return (InvalidFrameException) thrown;
  }

  private static Arguments broken(
      RejectReason reason,
      Consumer<io.posestream.avro.PoseFrame> damage,
      String expected,
      String found) {
    return Arguments.of(reason, damage, expected, found);
  }

  private static io.posestream.avro.PoseFrame valid() {
    List<Person> persons = new ArrayList<>();
    persons.add(new Person("7", keypoints(0, 100), 0.9f, new Box(1f, 2f, 3f, 4f)));
    return io.posestream.avro.PoseFrame.newBuilder()
        .setCameraId("lobby")
        .setFrameNumber(42)
        .setEventTime(Instant.ofEpochSecond(1_700_000_000))
        .setWidth(640)
        .setHeight(480)
        .setPersons(persons)
        .build();
  }

  private static Person person(io.posestream.avro.PoseFrame frame) {
    return frame.getPersons().get(0);
  }

  private static List<Float> keypoints(int damagedIndex, float value) {
    List<Float> keypoints = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      keypoints.add(i % 3 == 2 ? 0.5f : 100f + i);
    }
    keypoints.set(damagedIndex, value);
    return keypoints;
  }

  private static byte[] encode(io.posestream.avro.PoseFrame frame) throws IOException {
    ByteBuffer encoded = io.posestream.avro.PoseFrame.getEncoder().encode(frame);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private static byte[] write(GenericData.Record record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static byte[] varint(long value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      encoder.writeLong(value);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Schema schema() {
    return io.posestream.avro.PoseFrame.getClassSchema();
  }

  @Test
  void carriesAPicture() {
    Picture picture = Pictures.of(PictureFormat.JPEG, 64, 36, 3);
    PoseFrame frame = new RandomRecords(3).frame().withPicture(Optional.of(picture));

    PoseFrame decoded = messages.decode(FrameMessage.encode(frame), frame.origin());

    assertThat(decoded.picture()).contains(picture);
  }

  @Test
  void carriesAReferenceToAPicture() {
    Picture picture = Picture.at(PictureFormat.PNG, 64, 36, "hall/7.png");
    PoseFrame frame = new RandomRecords(3).frame().withPicture(Optional.of(picture));

    assertThat(messages.decode(FrameMessage.encode(frame), frame.origin()).picture())
        .contains(picture);
  }

  @Test
  void aPictureThatCannotBeUsedCostsThePictureAlone() {
    Picture raw = Picture.owning(PictureFormat.RGB, 1, 1, new byte[] {1, 2, 3});
    PoseFrame frame = new RandomRecords(3).frame().withPicture(Optional.of(raw));

    PoseFrame decoded = messages.decode(FrameMessage.encode(frame), frame.origin());

    assertThat(decoded.picture()).isEmpty();
    assertThat(decoded.persons()).isEqualTo(frame.persons());
    assertThat(decoded.faults().account()).contains("format jpeg or png, got 'rgb'");
  }
}
