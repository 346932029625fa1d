package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.writeList;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Names the type a state was written with, and the labels its records refer to; the version stands
 * in each record.
 *
 * @param <T> the type
 */
public final class RecordSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final Codec<List<String>> LABELS =
      Codec.of(
          (list, out) -> writeList(list, WindowCodecs.TEXT, out),
          in -> readList(WindowCodecs.TEXT, in));
  private static final int VERSION = 2;

  private @Nullable RecordType type;
  private LabelCatalog labels = LabelCatalog.EMPTY;

  /** For Flink, which reads the type afterwards. */
  public RecordSerializerSnapshot() {}

  RecordSerializerSnapshot(RecordType type, LabelCatalog labels) {
    this.type = type;
    this.labels = labels;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(requireNonNull(type).name());
    writeList(labels.lists(), LABELS, out);
  }

  @Override
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader)
      throws IOException {
    type = RecordType.valueOf(in.readUTF());
    labels = readVersion >= 2 ? LabelCatalog.ofLabels(readList(LABELS, in)) : LabelCatalog.EMPTY;
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new RecordSerializer<>(requireNonNull(type), labels);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> oldSnapshot) {
    if (!(oldSnapshot instanceof RecordSerializerSnapshot<T> old) || old.type != type) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    if (labels.holdsAll(old.labels)) {
      return TypeSerializerSchemaCompatibility.compatibleAsIs();
    }
    // The state may refer to labels of models that the job no longer has.
    return TypeSerializerSchemaCompatibility.compatibleWithReconfiguredSerializer(
        new RecordSerializer<>(requireNonNull(type), labels.and(old.labels)));
  }
}
