package io.posestream.flink.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.fixture.RandomRecords;
import java.io.EOFException;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordSerializerTest {
  private static final int ROUNDS = 200;

  @ParameterizedTest
  @EnumSource
  void readsWhatItWrote(RecordType type) throws IOException {
    TypeSerializer<Object> serializer = new RecordSerializer<>(type);
    RandomRecords random = new RandomRecords(7);
    for (int round = 0; round < ROUNDS; round++) {
      Object value = Samples.of(type, random);
      DataInputDeserializer in = new DataInputDeserializer(written(serializer, value));

      assertThat(serializer.deserialize(in)).isEqualTo(value);
      assertThat(in.available()).isZero();
    }
  }

  @Test
  void readsRejectedRecordsThatItWroteInPlaceOfFrames() throws IOException {
    TypeSerializer<DecodedRecord> serializer = new RecordSerializer<>(RecordType.DECODED_RECORD);
    DecodedRecord rejected = DecodedRecord.of(new RandomRecords(7).rejected());

    byte[] bytes = written(serializer, rejected);

    assertThat(serializer.deserialize(new DataInputDeserializer(bytes))).isEqualTo(rejected);
  }

  @ParameterizedTest
  @EnumSource
  void copiesOneRecordFromStreamToStream(RecordType type) throws IOException {
    TypeSerializer<Object> serializer = new RecordSerializer<>(type);
    byte[] bytes = written(serializer, Samples.of(type, new RandomRecords(3)));
    DataInputDeserializer two = new DataInputDeserializer(twice(bytes));
    DataOutputSerializer out = new DataOutputSerializer(16);

    serializer.copy(two, out);

    assertThat(out.getCopyOfBuffer()).isEqualTo(bytes);
    assertThat(two.available()).isEqualTo(bytes.length);
  }

  @ParameterizedTest
  @EnumSource
  void failsOnATruncatedRecord(RecordType type) throws IOException {
    TypeSerializer<Object> serializer = new RecordSerializer<>(type);
    byte[] bytes = written(serializer, Samples.of(type, new RandomRecords(3)));
    DataInputDeserializer in = new DataInputDeserializer(bytes, 0, bytes.length - 1);

    assertThatThrownBy(() -> serializer.deserialize(in)).isInstanceOf(EOFException.class);
  }

  @Test
  void namesTheVersionItCannotRead() {
    TypeSerializer<PoseFrame> serializer = new RecordSerializer<>(RecordType.POSE_FRAME);

    assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(new byte[] {9})))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "expected POSE_FRAME of version 1..4, got version 9: was the state written by a newer"
                + " release?");
  }

  @ParameterizedTest
  @EnumSource
  void isRestoredFromItsSnapshot(RecordType type) throws IOException {
    TypeSerializer<Object> serializer = new RecordSerializer<>(type);
    TypeSerializerSnapshot<Object> current = serializer.snapshotConfiguration();

    TypeSerializerSnapshot<Object> restored = throughASavepoint(current);

    assertThat(restored.restoreSerializer()).isEqualTo(serializer);
    assertThat(current.resolveSchemaCompatibility(restored).isCompatibleAsIs()).isTrue();
  }

  @Test
  void isIncompatibleWithTheStateOfAnotherType() {
    TypeSerializerSnapshot<Object> clip = snapshot(RecordType.CLIP);
    TypeSerializerSnapshot<Object> frame = snapshot(RecordType.POSE_FRAME);

    assertThat(clip.resolveSchemaCompatibility(frame).isIncompatible()).isTrue();
  }

  private static TypeSerializerSnapshot<Object> snapshot(RecordType type) {
    return new RecordSerializer<>(type).snapshotConfiguration();
  }

  @ParameterizedTest
  @EnumSource
  void staysItselfThroughJavaSerialization(RecordType type) throws Exception {
    TypeSerializer<Object> serializer = new RecordSerializer<>(type);
    RecordTypeInformation<Object> information = new RecordTypeInformation<>(type);

    assertThat(InstantiationUtil.clone(serializer)).isEqualTo(serializer);
    assertThat(InstantiationUtil.clone(information)).isEqualTo(information);
  }

  private static TypeSerializerSnapshot<Object> throughASavepoint(
      TypeSerializerSnapshot<Object> snapshot) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()),
        RecordSerializerTest.class.getClassLoader());
  }

  private static <T> byte[] written(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }

  private static byte[] twice(byte[] bytes) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.write(bytes);
    out.write(bytes);
    return out.getCopyOfBuffer();
  }
}
