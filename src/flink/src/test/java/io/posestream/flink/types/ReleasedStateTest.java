package io.posestream.flink.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** State of every released version is read; {@link ReleasedState} says how to add one. */
class ReleasedStateTest {
  private static final List<String> RELEASES = List.of("v1");
  // Types that no release has written yet.
  private static final Set<RecordType> NEW =
      Set.of(
          RecordType.FAULT_LEDGER,
          RecordType.CAMERA_TRACKS,
          RecordType.CONTROL_REQUEST,
          RecordType.CONTROL_CHANGE,
          RecordType.RULE_BOOK,
          RecordType.MODEL_BOOK,
          RecordType.CONTROL_LEDGER,
          RecordType.CONTROL_ANSWER);

  static Stream<Arguments> released() {
    return RELEASES.stream()
        .flatMap(
            release ->
                Arrays.stream(RecordType.values())
                    .filter(type -> !NEW.contains(type))
                    .map(type -> Arguments.of(release, type)));
  }

  @ParameterizedTest
  @MethodSource("released")
  void readsTheStateOfTheRelease(String release, RecordType type) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(resource(release, type));
    TypeSerializer<Object> serializer = snapshot(in).restoreSerializer();

    List<Object> values = new ArrayList<>();
    while (in.available() > 0) {
      values.add(serializer.deserialize(in));
    }

    assertThat(values).isEqualTo(ReleasedState.values(type));
  }

  @ParameterizedTest
  @MethodSource("released")
  void goesOnWithTheStateOfTheRelease(String release, RecordType type) throws IOException {
    TypeSerializerSnapshot<Object> old =
        snapshot(new DataInputDeserializer(resource(release, type)));
    TypeSerializer<Object> current = new RecordSerializer<>(type);

    assertThat(current.snapshotConfiguration().resolveSchemaCompatibility(old))
        .matches(compatibility -> !compatibility.isIncompatible());
  }

  private static TypeSerializerSnapshot<Object> snapshot(DataInputDeserializer in)
      throws IOException {
    return TypeSerializerSnapshot.readVersionedSnapshot(
        in, ReleasedStateTest.class.getClassLoader());
  }

  private static byte[] resource(String release, RecordType type) throws IOException {
    String name = "/released/%s/%s.bin".formatted(release, type);
    try (InputStream in = ReleasedStateTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
