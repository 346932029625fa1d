package io.posestream.job.kafka;

import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that the producer takes: one that would be too large is shortened, or else counted and
 * left out.
 */
final class BoundedRecords<T>
    implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(BoundedRecords.class);

  /** Makes less of what would be too large. */
  interface Shortener<T> extends Serializable {
    /**
     * Returns what to try next.
     *
     * @param element what was too large
     * @param excess by how many bytes
     */
    T shorter(T element, int excess);

    /** Returns one that cannot make less of anything. */
    static <T> Shortener<T> none() {
      return (element, excess) -> element;
    }
  }

  // configuration
  private final KafkaRecordSerializationSchema<T> records;
  private final RecordLimit limit;
  private final Shortener<T> shortener;

  // runtime
  private transient Counter tooLarge = new SimpleCounter();

  BoundedRecords(
      KafkaRecordSerializationSchema<T> records, RecordLimit limit, Shortener<T> shortener) {
    this.records = records;
    this.limit = limit;
    this.shortener = shortener;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink)
      throws Exception {
    records.open(context, sink);
    tooLarge = context.getMetricGroup().addGroup("posestream").counter("recordsTooLarge");
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, @Nullable Long timestamp) {
    T tried = element;
    ProducerRecord<byte[], byte[]> record = records.serialize(tried, context, timestamp);
    // Twice: what is kept of a payload may leave too much of the rest.
    for (int round = 0; round < 2 && record != null && limit.excess(record) > 0; round++) {
      tried = shortener.shorter(tried, limit.excess(record));
      record = records.serialize(tried, context, timestamp);
    }
    return record == null || limit.excess(record) == 0 ? record : refused(record);
  }

  private @Nullable ProducerRecord<byte[], byte[]> refused(ProducerRecord<byte[], byte[]> record) {
    tooLarge.inc();
    LOG.error(
        "A record for topic {} is {} bytes larger than max.request.size; it is left out",
        record.topic(),
        limit.excess(record));
    return null;
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return ((KafkaDatasetFacetProvider) records).getKafkaDatasetFacet();
  }
}
