package io.posestream.flink.types;

import io.posestream.core.rule.RuleLedger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/**
 * The rules that a job without state starts with, in a form that travels with the job graph.
 *
 * <p>Were they to come by the stream alone, it would be chance whether the first windows see them.
 */
public final class RuleSeed implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] ledger;

  /** Writes a ledger down. */
  public RuleSeed(RuleLedger ledger) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      serializer().serialize(ledger, new DataOutputViewStreamWrapper(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("a ledger in memory cannot fail to be written", e);
    }
    this.ledger = bytes.toByteArray();
  }

  /** Reads the ledger. */
  public RuleLedger ledger() {
    try {
      return serializer()
          .deserialize(new DataInputViewStreamWrapper(new ByteArrayInputStream(ledger)));
    } catch (IOException e) {
      throw new UncheckedIOException("a ledger in memory cannot fail to be read", e);
    }
  }

  private static RecordSerializer<RuleLedger> serializer() {
    return new RecordSerializer<>(RecordType.RULE_LEDGER);
  }
}
