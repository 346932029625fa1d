package io.posestream.flink.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.score.WindowScores;
import io.posestream.flink.fixture.RandomRecords;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class LabelCatalogTest {
  private final WindowScores scores = scores();
  private final LabelCatalog known = LabelCatalog.ofLabels(List.of(scores.labels()));
  private final LabelCatalog other = LabelCatalog.ofLabels(List.of(List.of("stand", "sit")));

  private static WindowScores scores() {
    RandomRecords random = new RandomRecords(7);
    WindowScores scores = random.scores();
    while (scores.labels().size() < 2) {
      scores = random.scores();
    }
    return scores;
  }

  private static TypeSerializer<WindowScores> serializer(LabelCatalog labels) {
    return new RecordSerializer<>(RecordType.WINDOW_SCORES, labels);
  }

  private byte[] written(LabelCatalog labels) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    serializer(labels).serialize(scores, out);
    return out.getCopyOfBuffer();
  }

  private static WindowScores read(byte[] bytes, TypeSerializer<WindowScores> serializer)
      throws IOException {
    return serializer.deserialize(new DataInputDeserializer(bytes));
  }

  @Test
  void standsForTheLabelsOfScores() throws IOException {
    int saved = written(LabelCatalog.EMPTY).length - written(known).length;

    assertThat(saved)
        .isEqualTo(
            Integer.BYTES
                + scores.labels().stream().mapToInt(LabelCatalogTest::bytesOf).sum()
                - Long.BYTES);
    assertThat(read(written(known), serializer(known))).isEqualTo(scores);
  }

  private static int bytesOf(String label) {
    DataOutputSerializer out = new DataOutputSerializer(64);
    try {
      Binary.writeText(label, out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.length();
  }

  @Test
  void leavesLabelsInScoresThatItDoesNotKnow() throws IOException {
    assertThat(read(written(other), serializer(known))).isEqualTo(scores);
  }

  @Test
  void givesAllScoresOneListOfLabels() throws IOException {
    TypeSerializer<WindowScores> serializer = serializer(known);

    assertThat(read(written(known), serializer).labels())
        .isSameAs(read(written(known), serializer).labels());
  }

  @Test
  void travelsWithTheStateToAJobWithAnotherModel() throws IOException {
    TypeSerializerSnapshot<WindowScores> before = throughASavepoint(serializer(known));
    TypeSerializer<WindowScores> now = serializer(other);

    TypeSerializerSchemaCompatibility<WindowScores> compatibility =
        now.snapshotConfiguration().resolveSchemaCompatibility(before);

    assertThat(compatibility.isCompatibleWithReconfiguredSerializer()).isTrue();
    TypeSerializer<WindowScores> both = compatibility.getReconfiguredSerializer();
    assertThat(read(written(known), both)).isEqualTo(scores);
    assertThat(read(written(known), before.restoreSerializer())).isEqualTo(scores);
  }

  private static TypeSerializerSnapshot<WindowScores> throughASavepoint(
      TypeSerializer<WindowScores> serializer) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()), LabelCatalogTest.class.getClassLoader());
  }

  @Test
  void refusesScoresWhoseLabelsNobodyKnows() throws IOException {
    byte[] bytes = written(known);

    assertThatThrownBy(() -> read(bytes, serializer(other)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("labels");
  }
}
