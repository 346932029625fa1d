package io.posestream.flink.types;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** The binary forms that several codecs share. */
final class Binary {
  // Codecs are shared by all tasks, and floats one by one cost more than all else in a frame.
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(1024));

  private Binary() {}

  static void writeText(String text, DataOutputView out) throws IOException {
    StringValue.writeString(text, out);
  }

  static String readText(DataInputView in) throws IOException {
    return StringValue.readString(in);
  }

  static void writeFloats(float[] values, DataOutputView out) throws IOException {
    out.writeInt(values.length);
    ByteBuffer bytes = scratch(values.length);
    bytes.asFloatBuffer().put(values);
    out.write(bytes.array(), 0, Float.BYTES * values.length);
  }

  static float[] readFloats(DataInputView in) throws IOException {
    float[] values = new float[in.readInt()];
    ByteBuffer bytes = scratch(values.length);
    in.readFully(bytes.array(), 0, Float.BYTES * values.length);
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** Returns an empty buffer of this thread with room for so many floats, big-endian. */
  static ByteBuffer scratch(int floats) {
    ByteBuffer bytes = SCRATCH.get();
    if (bytes.capacity() < Float.BYTES * floats) {
      bytes = ByteBuffer.allocate(Float.BYTES * floats);
      SCRATCH.set(bytes);
    }
    return bytes.clear();
  }

  static <E extends Enum<E>> void writeEnum(E value, DataOutputView out) throws IOException {
    writeText(value.name(), out);
  }

  static <E extends Enum<E>> E readEnum(Class<E> type, DataInputView in) throws IOException {
    return Enum.valueOf(type, readText(in));
  }

  static <T> void writeOptional(Optional<T> value, Codec<T> codec, DataOutputView out)
      throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      codec.write(value.get(), out);
    }
  }

  static <T> Optional<T> readOptional(Codec<T> codec, DataInputView in) throws IOException {
    return in.readBoolean() ? Optional.of(codec.read(in)) : Optional.empty();
  }

  static <T> void writeList(List<T> values, Codec<T> codec, DataOutputView out) throws IOException {
    out.writeInt(values.size());
    for (T value : values) {
      codec.write(value, out);
    }
  }

  static <T> List<T> readList(Codec<T> codec, DataInputView in) throws IOException {
    int size = in.readInt();
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(codec.read(in));
    }
    return values;
  }
}
