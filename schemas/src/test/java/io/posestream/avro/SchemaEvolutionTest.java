package io.posestream.avro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every schema reads what every release wrote; {@link ReleasedRecords} says how to add one. */
class SchemaEvolutionTest {
  private static final List<String> RELEASES = List.of("v1");
  // Files that later ones refer to come first.
  private static final List<String> FILES =
      List.of(
          "pose_frame",
          "model_reference",
          "quality",
          "window_scores",
          "action_event",
          "dead_letter");
  private static final int HEADER = 10;

  static Stream<Arguments> released() {
    return RELEASES.stream()
        .flatMap(release -> topics().map(topic -> Arguments.of(release, topic.get()[0])));
  }

  static Stream<Arguments> topics() {
    return Stream.of(
            topic("pose_frame", ReleasedRecords.poseFrame()),
            topic("window_scores", ReleasedRecords.windowScores()),
            topic("action_event", ReleasedRecords.actionEvent()),
            topic("dead_letter", ReleasedRecords.deadLetter()))
        .map(Arguments::of);
  }

  private record Topic(String file, SpecificRecord sample) {
    Schema schema() {
      return sample.getSchema();
    }
  }

  private static Named<Topic> topic(String file, SpecificRecord sample) {
    return Named.of(file, new Topic(file, sample));
  }

  @ParameterizedTest
  @MethodSource("released")
  void readsWhatTheReleaseWrote(String release, Topic topic) throws IOException {
    byte[] record = resource(release, topic.file() + ".bin");

    Object read = read(record, HEADER, releasedSchema(release, topic), topic.schema());

    assertThat(read).isEqualTo(topic.sample());
  }

  @ParameterizedTest
  @MethodSource("released")
  void recordsOfTheReleaseCarryTheFingerprintOfItsSchema(String release, Topic topic) {
    ByteBuffer record = ByteBuffer.wrap(resource(release, topic.file() + ".bin"));

    assertThat(record.getShort()).isEqualTo((short) 0xC301);
    assertThat(record.order(ByteOrder.LITTLE_ENDIAN).getLong())
        .isEqualTo(SchemaNormalization.parsingFingerprint64(releasedSchema(release, topic)));
  }

  @ParameterizedTest
  @MethodSource("released")
  void isCompatibleWithTheReleaseAsReaderAndAsWriter(String release, Topic topic) {
    Schema released = releasedSchema(release, topic);

    assertThat(compatibility(topic.schema(), released))
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    assertThat(compatibility(released, topic.schema()))
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void readsAWriterWithOneMoreField(Topic topic) throws IOException {
    Schema newer = withOneMoreField(topic.schema());
    GenericRecord record = new GenericData.Record(newer);
    for (Schema.Field field : topic.schema().getFields()) {
      record.put(field.name(), topic.sample().get(field.pos()));
    }
    record.put("added_later", "a value");

    Object read = read(write(record), 0, newer, topic.schema());

    assertThat(read).isEqualTo(topic.sample());
  }

  @ParameterizedTest
  @MethodSource("released")
  void mayGainAFieldWithADefault(String release, Topic topic) {
    Schema newer = withOneMoreField(topic.schema());

    assertThat(compatibility(newer, releasedSchema(release, topic)))
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void saysWhatItIsAndOnWhichTopic(Topic topic) {
    assertThat(topic.schema().getDoc()).matches("[A-Z].*\\. Topic [a-z0-9.]+\\.v1.*\\.");
    assertThat(topic.schema().getNamespace()).isEqualTo("io.posestream.avro");
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  private static Schema releasedSchema(String release, Topic topic) {
    Schema.Parser parser = new Schema.Parser();
    Schema last = null;
    for (String file : FILES) {
      Schema parsed = parser.parse(new String(resource(release, file + ".avsc"), UTF_8));
      last = file.equals(topic.file()) ? parsed : last;
    }
    return last;
  }

  private static Schema withOneMoreField(Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("added_later", Schema.create(Schema.Type.STRING), "New.", ""));
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  // The specific model converts logical types, which a plain generic writer would not.
  private static byte[] write(GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(record.getSchema(), withConversions()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static GenericData withConversions() {
    GenericData model = new GenericData();
    Stream.of(PoseFrame.SCHEMA$, ActionEvent.SCHEMA$)
        .map(SpecificData::getForSchema)
        .forEach(from -> from.getConversions().forEach(model::addLogicalTypeConversion));
    return model;
  }

  private static Object read(byte[] bytes, int from, Schema writer, Schema reader)
      throws IOException {
    byte[] record = Arrays.copyOfRange(bytes, from, bytes.length);
    return new SpecificDatumReader<>(writer, reader)
        .read(null, DecoderFactory.get().binaryDecoder(record, null));
  }

  private static byte[] resource(String release, String file) {
    String name = "/released/%s/%s".formatted(release, file);
    try (InputStream in = SchemaEvolutionTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
