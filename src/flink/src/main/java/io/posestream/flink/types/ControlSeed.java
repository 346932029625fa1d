package io.posestream.flink.types;

import io.posestream.core.desk.ControlLedger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/**
 * What a job without state is told at its start, in a form that travels with the job graph.
 *
 * <p>Were they to come by the stream alone, it would be chance whether the first windows see them.
 */
public final class ControlSeed implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] ledger;

  /** Writes a ledger down. */
  public ControlSeed(ControlLedger ledger) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      serializer().serialize(ledger, new DataOutputViewStreamWrapper(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("a ledger in memory cannot fail to be written", e);
    }
    this.ledger = bytes.toByteArray();
  }

  /** Reads the ledger. */
  public ControlLedger ledger() {
    try {
      return serializer()
          .deserialize(new DataInputViewStreamWrapper(new ByteArrayInputStream(ledger)));
    } catch (IOException e) {
      throw new UncheckedIOException("a ledger in memory cannot fail to be read", e);
    }
  }

  private static RecordSerializer<ControlLedger> serializer() {
    return new RecordSerializer<>(RecordType.CONTROL_LEDGER);
  }
}
