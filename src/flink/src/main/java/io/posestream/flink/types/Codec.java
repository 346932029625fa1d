package io.posestream.flink.types;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The binary form of one type, in its newest version; readers take every released version. */
interface Codec<T> {
  void write(T value, DataOutputView out) throws IOException;

  T read(DataInputView in) throws IOException;

  /** Returns a codec of its two halves. */
  static <T> Codec<T> of(Writer<T> writer, Reader<T> reader) {
    return new Codec<>() {
      @Override
      public void write(T value, DataOutputView out) throws IOException {
        writer.write(value, out);
      }

      @Override
      public T read(DataInputView in) throws IOException {
        return reader.read(in);
      }
    };
  }

  /** Writes values. */
  interface Writer<T> {
    void write(T value, DataOutputView out) throws IOException;
  }

  /** Reads what a writer wrote. */
  interface Reader<T> {
    T read(DataInputView in) throws IOException;
  }
}
