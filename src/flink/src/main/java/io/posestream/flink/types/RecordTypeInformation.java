package io.posestream.flink.types;

import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink to use our serializers, never Kryo. */
final class RecordTypeInformation<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final RecordType type;
  private final LabelCatalog labels;

  RecordTypeInformation(RecordType type) {
    this(type, LabelCatalog.EMPTY);
  }

  RecordTypeInformation(RecordType type, LabelCatalog labels) {
    this.type = type;
    this.labels = labels;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  @SuppressWarnings("unchecked") // The enum constant pairs the class with its codec.
  public Class<T> getTypeClass() {
    return (Class<T>) type.typeClass();
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new RecordSerializer<>(type, labels);
  }

  @Override
  public String toString() {
    return "PoseStream<" + type + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordTypeInformation<?> that
        && type == that.type
        && labels.equals(that.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, labels);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof RecordTypeInformation<?>;
  }
}
