package io.posestream.job.config;

import static io.posestream.job.config.JobSettings.choice;
import static io.posestream.job.config.JobSettings.read;
import static io.posestream.job.config.JobSettings.required;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * How the job talks to Kafka.
 *
 * @param bootstrapServers brokers to start from
 * @param properties client properties for source and sinks
 * @param groupId consumer group
 * @param start where a job without a checkpoint starts to read
 * @param framesTopic in
 * @param frameFormat what frames are written in
 * @param eventsTopic out
 * @param eventFormat what events are written in
 * @param scoresTopic out, if scores are wanted
 * @param deadLetterTopic out
 * @param lateTopic out, if late frames are wanted
 * @param controlTopic in, if rules may change
 * @param controlAckTopic out, if rules may change
 * @param shadowTopic out, if the scores of models in shadow are wanted
 * @param delivery of everything that goes out
 * @param transactionalIdPrefix start of the transactional ids
 * @param transactionTimeoutMillis longest outage that loses nothing
 * @param schemaRegistry URL, if there is one
 */
public record KafkaSettings(
    String bootstrapServers,
    Map<String, String> properties,
    String groupId,
    Start start,
    String framesTopic,
    FrameFormat frameFormat,
    String eventsTopic,
    EventFormat eventFormat,
    Optional<String> scoresTopic,
    String deadLetterTopic,
    Optional<String> lateTopic,
    Optional<String> controlTopic,
    String controlAckTopic,
    Optional<String> shadowTopic,
    Delivery delivery,
    String transactionalIdPrefix,
    long transactionTimeoutMillis,
    Optional<String> schemaRegistry) {
  /** Where a job without a checkpoint starts to read. */
  public enum Start {
    /** At the group's offsets, at the earliest record if it has none. */
    COMMITTED,
    /** At the earliest record. */
    EARLIEST,
    /** At what comes next. */
    LATEST
  }

  /** What an outage may do to the output. */
  public enum Delivery {
    /** Nothing: no record is lost, none visible twice. */
    EXACTLY_ONCE,
    /** Repeat records. */
    AT_LEAST_ONCE
  }

  /** What events are written in. */
  public enum EventFormat {
    /** Avro single objects. */
    AVRO,
    /** The lines of {@code posestream events --json}. */
    JSON,
    /** JSON in the manner of NVIDIA's nv.Incident. */
    NV_INCIDENT
  }

  static KafkaSettings of(Configuration config) {
    return new KafkaSettings(
        required(config, KafkaOptions.BOOTSTRAP_SERVERS),
        Map.copyOf(read(config, KafkaOptions.PROPERTIES)),
        required(config, KafkaOptions.GROUP_ID),
        choice(config, KafkaOptions.START, Start.class),
        required(config, KafkaOptions.FRAMES_TOPIC),
        FrameFormat.of(config),
        required(config, KafkaOptions.EVENTS_TOPIC),
        choice(config, KafkaOptions.EVENT_FORMAT, EventFormat.class),
        optional(config, KafkaOptions.SCORES_TOPIC),
        required(config, KafkaOptions.DEAD_LETTER_TOPIC),
        optional(config, KafkaOptions.LATE_TOPIC),
        optional(config, KafkaOptions.CONTROL_TOPIC),
        required(config, KafkaOptions.CONTROL_ACK_TOPIC),
        optional(config, KafkaOptions.SHADOW_TOPIC),
        choice(config, KafkaOptions.DELIVERY, Delivery.class),
        required(config, KafkaOptions.TRANSACTIONAL_ID_PREFIX),
        read(config, KafkaOptions.TRANSACTION_TIMEOUT).toMillis(),
        schemaRegistry(config));
  }

  /** Returns the client properties. */
  public Properties clientProperties() {
    Properties client = new Properties();
    client.putAll(properties);
    return client;
  }

  private static Optional<String> schemaRegistry(Configuration config) {
    Optional<String> url = optional(config, KafkaOptions.SCHEMA_REGISTRY);
    if (url.isPresent() && !url.get().matches("https?://[^\\s/]+.*")) {
      throw JobSettings.refused(KafkaOptions.SCHEMA_REGISTRY, "an http or https URL", url.get());
    }
    return url;
  }

  private static Optional<String> optional(Configuration config, ConfigOption<String> option) {
    return Optional.of(read(config, option)).filter(value -> !value.isBlank());
  }
}
