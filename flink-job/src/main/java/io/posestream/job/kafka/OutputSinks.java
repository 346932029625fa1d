package io.posestream.job.kafka;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.job.config.KafkaSettings;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Writes the output topics. */
public final class OutputSinks {
  private final KafkaSettings kafka;

  /** Creates sinks for these brokers and topics. */
  public OutputSinks(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** Returns the sink of action events. */
  public KafkaSink<ActionEvent> events() {
    return sink(
        "events", OutputRecords.events(kafka.eventsTopic(), kafka.eventFormat()), eventClient());
  }

  /** Returns the sink of window scores. */
  public KafkaSink<WindowScores> scores(String topic) {
    return sink("scores", OutputRecords.scores(topic));
  }

  /** Returns the sink of the scores of models in shadow. */
  public KafkaSink<WindowScores> shadow(String topic) {
    return sink("shadow", OutputRecords.scores(topic));
  }

  /** Returns the sink of records that cannot be used. */
  public KafkaSink<RejectedRecord> deadLetters() {
    return sink("deadletters", OutputRecords.deadLetters(kafka.deadLetterTopic()));
  }

  /** Returns the sink of late frames. */
  public KafkaSink<PoseFrame> late(String topic) {
    return sink("late", OutputRecords.frames(topic));
  }

  /** Returns the sink of answers to control messages. */
  public KafkaSink<ControlAnswer> answers() {
    return sink("control", OutputRecords.answers(kafka.controlAckTopic()));
  }

  /** Returns the properties of the event sink's client; what the user set goes before. */
  Properties eventClient() {
    Properties client = new Properties();
    // Events are few and urgent: none waits for others to share a request with.
    client.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    client.putAll(kafka.clientProperties());
    return client;
  }

  private <T> KafkaSink<T> sink(String name, KafkaRecordSerializationSchema<T> records) {
    return sink(name, records, kafka.clientProperties());
  }

  private <T> KafkaSink<T> sink(
      String name, KafkaRecordSerializationSchema<T> records, Properties client) {
    return KafkaSink.<T>builder()
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
        .setRecordSerializer(records)
        .build();
  }
}
