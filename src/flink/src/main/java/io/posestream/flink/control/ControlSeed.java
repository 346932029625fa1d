package io.posestream.flink.control;

import io.posestream.core.control.ControlState;
import io.posestream.flink.types.PoseStreamTypes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/**
 * The control state with which operators start that have no state of their own yet. It travels with
 * the job graph, by Java serialization.
 *
 * <p>If operators received it by stream instead, it would be up to chance whether it reaches them
 * before the first windows.
 */
public final class ControlSeed implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;

  /** Serializes a state. */
  public ControlSeed(ControlState state) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try {
      serializer().serialize(state, new DataOutputViewStreamWrapper(written));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    bytes = written.toByteArray();
  }

  /** Returns the state. */
  public ControlState state() {
    try {
      return serializer()
          .deserialize(new DataInputViewStreamWrapper(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
  }

  private static TypeSerializer<ControlState> serializer() {
    return PoseStreamTypes.controlState()
        .createSerializer(new ExecutionConfig().getSerializerConfig());
  }
}
