package io.posestream.flink.rule;

import io.posestream.core.rule.RuleLedger;
import io.posestream.flink.types.PoseStreamTypes;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

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
    try {
      DataOutputSerializer out = new DataOutputSerializer(256);
      serializer().serialize(ledger, out);
      this.ledger = out.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException("a ledger in memory cannot fail to be written", e);
    }
  }

  /** Reads the ledger. */
  public RuleLedger ledger() {
    try {
      return serializer().deserialize(new DataInputDeserializer(ledger));
    } catch (IOException e) {
      throw new UncheckedIOException("a ledger in memory cannot fail to be read", e);
    }
  }

  private static TypeSerializer<RuleLedger> serializer() {
    return PoseStreamTypes.ruleLedger().createSerializer(new SerializerConfigImpl());
  }
}
