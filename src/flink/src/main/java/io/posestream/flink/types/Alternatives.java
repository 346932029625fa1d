package io.posestream.flink.types;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes which of several kinds a value is, then the value. The number of a kind is its place among
 * those that were added, so new kinds come last.
 *
 * @param <T> what all kinds are
 */
final class Alternatives<T> implements Codec<T> {
  private final List<Kind<? extends T>> kinds = new ArrayList<>();

  private record Kind<K>(Class<K> type, Codec<K> codec) {
    void write(Object value, DataOutputView out) throws IOException {
      codec.write(type.cast(value), out);
    }
  }

  /** Adds a kind. */
  <K extends T> Alternatives<T> with(Class<K> type, Codec<K> codec) {
    kinds.add(new Kind<>(type, codec));
    return this;
  }

  @Override
  public void write(T value, DataOutputView out) throws IOException {
    for (int i = 0; i < kinds.size(); i++) {
      if (kinds.get(i).type().isInstance(value)) {
        out.writeByte(i);
        kinds.get(i).write(value, out);
        return;
      }
    }
    throw new IOException("expected one of %s, got %s".formatted(kinds, value));
  }

  @Override
  public T read(DataInputView in) throws IOException {
    int kind = in.readByte();
    if (kind < 0 || kind >= kinds.size()) {
      throw new IOException("expected a kind of 0..%d, got %d".formatted(kinds.size() - 1, kind));
    }
    return kinds.get(kind).codec().read(in);
  }
}
