package io.posestream.job.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

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
 * @param deadLetterPayload how much of a record its dead letter contains
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
    Optional<String> schemaRegistry,
    DeadLetterPayload deadLetterPayload) {
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
    AT_LEAST_ONCE;

    /** Returns the name as it stands in options. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What events are written in. */
  public enum EventFormat {
    /** Avro single objects. */
    AVRO,
    /** The lines of {@code posestream events --json}. */
    JSON,
    /** JSON in the manner of NVIDIA's nv.Incident. */
    NV_INCIDENT;

    /** Returns the name as it stands in options. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static KafkaSettings of(OptionReader options) {
    return new KafkaSettings(
        options.required(KafkaOptions.BOOTSTRAP_SERVERS),
        Map.copyOf(options.read(KafkaOptions.PROPERTIES)),
        options.required(KafkaOptions.GROUP_ID),
        options.read(KafkaOptions.START),
        options.required(KafkaOptions.FRAMES_TOPIC),
        FrameFormat.of(options),
        options.required(KafkaOptions.EVENTS_TOPIC),
        options.read(KafkaOptions.EVENT_FORMAT),
        options.optional(KafkaOptions.SCORES_TOPIC),
        options.required(KafkaOptions.DEAD_LETTER_TOPIC),
        options.optional(KafkaOptions.LATE_TOPIC),
        options.optional(KafkaOptions.CONTROL_TOPIC),
        options.required(KafkaOptions.CONTROL_ACK_TOPIC),
        options.optional(KafkaOptions.SHADOW_TOPIC),
        options.read(KafkaOptions.DELIVERY),
        options.required(KafkaOptions.TRANSACTIONAL_ID_PREFIX),
        options.read(KafkaOptions.TRANSACTION_TIMEOUT).toMillis(),
        schemaRegistry(options),
        options.read(DeadLetterOptions.PAYLOAD));
  }

  /** Returns what a log may show: no client properties, for they carry passwords. */
  @Override
  public String toString() {
    return "KafkaSettings[%s, group %s, from %s, %d client properties]"
        .formatted(bootstrapServers, groupId, framesTopic, properties.size());
  }

  /** Returns the client properties. */
  public Properties clientProperties() {
    Properties client = new Properties();
    client.putAll(properties);
    return client;
  }

  private static Optional<String> schemaRegistry(OptionReader options) {
    Optional<String> url = options.optional(KafkaOptions.SCHEMA_REGISTRY);
    if (url.isPresent() && !url.get().matches("https?://[^\\s/]+.*")) {
      throw OptionReader.refused(KafkaOptions.SCHEMA_REGISTRY, "an http or https URL", url.get());
    }
    return url;
  }
}
