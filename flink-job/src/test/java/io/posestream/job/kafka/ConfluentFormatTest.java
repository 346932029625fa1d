package io.posestream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.posestream.avro.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.types.DecodedRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfluentFormatTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistryServer registry;
  private final FrameDecoder decoder;

  ConfluentFormatTest() throws IOException {
    registry = RegistryServer.start();
    decoder = new FrameDecoder(Optional.of(new SchemaRegistry(registry.url() + "/")));
  }

  @AfterEach
  void stopTheRegistry() {
    registry.close();
  }

  @Test
  void readsARecordOfOurOwnSchema() throws IOException {
    register(7, PoseFrame.getClassSchema());

    DecodedRecord decoded = decode(record(7, PoseFrame.getClassSchema()));

    assertThat(decoded).isEqualTo(DecodedRecord.of(Frames.at(40)));
  }

  @Test
  void readsARecordWhoseWriterKnowsAFieldMore() throws IOException {
    Schema newer = withExtraField();
    register(8, newer);

    DecodedRecord decoded = decode(record(8, newer));

    assertThat(decoded).isEqualTo(DecodedRecord.of(Frames.at(40)));
  }

  @Test
  void asksForEachSchemaOnce() throws IOException {
    register(7, PoseFrame.getClassSchema());
    byte[] record = record(7, PoseFrame.getClassSchema());

    decode(record);
    decode(record);

    assertThat(registry.requests()).isEqualTo(1);
  }

  @Test
  void rejectsARecordWhoseSchemaTheRegistryDoesNotKnow() throws IOException {
    RejectedRecord rejected = rejected(record(9, PoseFrame.getClassSchema()));

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message())
        .isEqualTo(
            "expected a schema id that the registry at %s knows, got 9".formatted(registry.url()));
  }

  @Test
  void rejectsARecordOfAnotherKind() throws IOException {
    Schema other = Schema.create(Schema.Type.STRING);
    register(7, other);

    RejectedRecord rejected = rejected(record(7, PoseFrame.getClassSchema()));

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message()).startsWith("expected a PoseFrame written with string");
  }

  @Test
  void rejectsARecordWhoseSchemaIsNotAvro() throws IOException {
    registry.register(7, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = 3;\"}");

    RejectedRecord rejected = rejected(record(7, PoseFrame.getClassSchema()));

    assertThat(rejected.reason()).isEqualTo(RejectReason.UNDECODABLE);
    assertThat(rejected.message()).startsWith("expected an Avro schema under id 7");
  }

  @Test
  void rejectsARecordThatIsCutOff() throws IOException {
    register(7, PoseFrame.getClassSchema());
    byte[] record = record(7, PoseFrame.getClassSchema());

    assertThat(rejected(Arrays.copyOf(record, 60)).reason()).isEqualTo(RejectReason.UNDECODABLE);
  }

  @Test
  void failsIfTheRegistryIsDown() throws IOException {
    byte[] record = record(7, PoseFrame.getClassSchema());
    registry.close();

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> decode(record))
        .withMessage(
            "kafka.schema-registry does not answer: %s/schemas/ids/7".formatted(registry.url()));
  }

  @Test
  void failsIfTheRegistryIsInTrouble() throws IOException {
    register(7, PoseFrame.getClassSchema());
    registry.failWith(500);
    byte[] record = record(7, PoseFrame.getClassSchema());

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> decode(record))
        .withMessageContaining("expected 200 from " + registry.url() + "/schemas/ids/7, got 500");
  }

  @Test
  void readsOnOnceTheRegistryIsBack() throws IOException {
    register(7, PoseFrame.getClassSchema());
    byte[] record = record(7, PoseFrame.getClassSchema());
    registry.failWith(503);
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> decode(record));

    registry.failWith(200);

    assertThat(decode(record).frame()).isPresent();
  }

  private DecodedRecord decode(byte[] value) {
    return decoder.decode(value, Frames.ORIGIN);
  }

  private RejectedRecord rejected(byte[] value) {
    return decode(value).rejected().orElseThrow();
  }

  private void register(int id, Schema schema) {
    registry.register(id, JSON.createObjectNode().put("schema", schema.toString()).toString());
  }

  private static Schema withExtraField() throws IOException {
    JsonNode schema = JSON.readTree(PoseFrame.getClassSchema().toString());
    ((ArrayNode) schema.get("fields")).insertObject(1).put("name", "site").put("type", "string");
    return new Schema.Parser().parse(schema.toString());
  }

  /** Returns the frame of 40 ms in Confluent's wire format. */
  private static byte[] record(int id, Schema writer) throws IOException {
    Schema personSchema = writer.getField("persons").schema().getElementType();
    GenericRecord person = new GenericData.Record(personSchema);
    person.put("track_id", "3");
    List<Float> keypoints = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      keypoints.add(i % 3 == 2 ? 0.5f : 100.5f);
    }
    person.put("keypoints", keypoints);
    person.put("score", 0.5f);
    GenericRecord frame = new GenericData.Record(writer);
    if (writer.getField("site") != null) {
      frame.put("site", "north");
    }
    frame.put("camera_id", "cam");
    frame.put("frame_number", 40L);
    frame.put("event_time", 40_000L);
    frame.put("width", 1280);
    frame.put("height", 720);
    frame.put("layout", "coco17");
    frame.put("persons", List.of(person));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(bytes);
    header.writeByte(0);
    header.writeInt(id);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(writer).write(frame, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
