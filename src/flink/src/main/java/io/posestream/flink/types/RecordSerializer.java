package io.posestream.flink.types;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Serializes one of PoseStream's immutable types.
 *
 * <p>Every record starts with a version byte, so that state written by an older release is read
 * record by record, whatever the state backend.
 */
final class RecordSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 4;

  private final RecordType type;
  private final LabelCatalog labels;
  // Made of both when it is first used.
  private transient @Nullable Codec<T> codec;

  /** Creates a serializer of records that name no labels, or carry their own. */
  RecordSerializer(RecordType type) {
    this(type, LabelCatalog.EMPTY);
  }

  RecordSerializer(RecordType type, LabelCatalog labels) {
    this.type = type;
    this.labels = labels;
  }

  private Codec<T> codec() {
    Codec<T> known = codec;
    if (known == null) {
      known = type.codec(labels);
      codec = known;
    }
    return known;
  }

  RecordType type() {
    return type;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    throw new UnsupportedOperationException(type + " is immutable: there is no empty instance");
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    target.writeByte(VERSION);
    codec().write(value, target);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    int version = source.readByte();
    if (version < 1 || version > VERSION) {
      throw new IOException(
          "expected %s of version 1..%d, got version %d: was the state written by a newer release?"
              .formatted(type, VERSION, version));
    }
    return codec().read(version == VERSION ? source : new ReleasedInput(source, version));
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new RecordSerializerSnapshot<>(type, labels);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordSerializer<?> that
        && type == that.type
        && labels.equals(that.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, labels);
  }
}
