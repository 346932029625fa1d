package io.posestream.flink.types;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The binary form of one type, in its newest version; readers take every released version. */
interface Codec<T> {
  void write(T value, DataOutputView out) throws IOException;

  T read(DataInputView in) throws IOException;
}
