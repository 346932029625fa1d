package io.posestream.job.kafka;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.BoundedRecords.Shortener;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Writes the output topics. */
public final class OutputSinks {
  // What Kafka's own client waits for a record to be written.
  private static final long KAFKA_PATIENCE_MILLIS = 120_000;
  // Characters of a letter that would be too large even without its payload.
  private static final int SHORT_TEXT = 200;

  private final KafkaSettings kafka;

  /** Creates sinks for these brokers and topics. */
  public OutputSinks(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** Returns the sink of action events. */
  public Sink<ActionEvent> events() {
    return sink(
        "events",
        OutputRecords.events(kafka.eventsTopic(), kafka.eventFormat()),
        Shortener.none(),
        eventClient());
  }

  /** Returns the sink of window scores. */
  public Sink<WindowScores> scores(String topic) {
    return sink("scores", OutputRecords.scores(topic));
  }

  /** Returns the sink of the scores of models in shadow. */
  public Sink<WindowScores> shadow(String topic) {
    return sink("shadow", OutputRecords.scores(topic));
  }

  /** Returns the sink of records that cannot be used. */
  public Sink<RejectedRecord> deadLetters() {
    return sink(
        "deadletters",
        OutputRecords.deadLetters(kafka.deadLetterTopic()),
        OutputSinks::shorter,
        client());
  }

  // The payload gives way first; then the texts, which are no longer than that in a new letter.
  static RejectedRecord shorter(RejectedRecord letter, int excess) {
    int payload = letter.payload().length;
    return excess <= payload
        ? letter.shortened(payload - excess, Integer.MAX_VALUE)
        : letter.shortened(0, SHORT_TEXT);
  }

  /** Returns the sink of late frames. */
  public Sink<PoseFrame> late(String topic) {
    return sink("late", OutputRecords.frames(topic));
  }

  /** Returns the sink of answers to control messages. */
  public Sink<ControlAnswer> answers() {
    return sink("control", OutputRecords.answers(kafka.controlAckTopic()));
  }

  /** Returns the properties of the event sink's client; what the user set goes before. */
  Properties eventClient() {
    Properties client = new Properties();
    // Events are few and urgent: none waits for others to share a request with.
    client.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    client.putAll(client());
    return client;
  }

  /** Returns the properties of every producer; what the user set goes before. */
  Properties client() {
    Properties client = new Properties();
    String patience =
        Long.toString(Math.max(KAFKA_PATIENCE_MILLIS, kafka.transactionTimeoutMillis()));
    // Kafka's own limits, 60 s and 2 min, end every attempt in a longer outage, and an attempt that
    // is closed while its brokers are away takes the process with it: docs/decisions/063.
    client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
    client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
    client.putAll(kafka.clientProperties());
    return client;
  }

  private <T> Sink<T> sink(String name, KafkaRecordSerializationSchema<T> records) {
    return sink(name, records, Shortener.none(), client());
  }

  private <T> Sink<T> sink(
      String name,
      KafkaRecordSerializationSchema<T> records,
      Shortener<T> shortener,
      Properties client) {
    KafkaSink<T> sink =
        KafkaSink.<T>builder()
            .setBootstrapServers(kafka.bootstrapServers())
            .setKafkaProducerConfig(client)
            .setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(kafka.transactionTimeoutMillis()))
            .setDeliveryGuarantee(
                kafka.delivery() == KafkaSettings.Delivery.EXACTLY_ONCE
                    ? DeliveryGuarantee.EXACTLY_ONCE
                    : DeliveryGuarantee.AT_LEAST_ONCE)
            .setTransactionalIdPrefix(kafka.transactionalIdPrefix() + "-" + name)
            // A fixed pool of ids: lingering transactions of a lost job are found and aborted.
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setRecordSerializer(new BoundedRecords<>(records, RecordLimit.of(client), shortener))
            .build();
    return new ClosingSink<>(sink);
  }
}
