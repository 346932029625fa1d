package io.posestream.job.config;

import io.posestream.formats.dialect.TrackIds;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options under {@code kafka.}: how the job talks to Kafka. */
public final class KafkaOptions {
  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      ConfigOptions.key("kafka.bootstrap-servers")
          .stringType()
          .defaultValue("localhost:9092")
          .withDescription("Brokers for the first connection, host:port separated by commas.");

  public static final ConfigOption<Map<String, String>> PROPERTIES =
      ConfigOptions.key("kafka.properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Kafka client properties for source and sinks, such as security.protocol and"
                  + " sasl.jaas.config.");

  public static final ConfigOption<String> GROUP_ID =
      ConfigOptions.key("kafka.group-id")
          .stringType()
          .defaultValue("posestream")
          .withDescription("Consumer group to which the source commits its offsets.");

  public static final ConfigOption<KafkaSettings.Start> START =
      ConfigOptions.key("kafka.start")
          .enumType(KafkaSettings.Start.class)
          .defaultValue(KafkaSettings.Start.COMMITTED)
          .withDescription(
              "Where a job without a checkpoint starts reading: committed (earliest if the group"
                  + " has no offsets), earliest or latest.");

  public static final ConfigOption<String> FRAMES_TOPIC =
      ConfigOptions.key("kafka.frames-topic")
          .stringType()
          .defaultValue("pose.frames.v1")
          .withDescription("Topic with the pose frames.");

  public static final ConfigOption<String> FRAME_FORMAT =
      ConfigOptions.key("kafka.frame-format")
          .stringType()
          .defaultValue("auto")
          .withDescription(
              "Encoding of the frames: auto (Avro, Confluent's wire format or PoseStream's JSON,"
                  + " recognised by the first bytes), or a dialect from docs/formats.md such as"
                  + " openpose.");

  public static final ConfigOption<String> FRAME_LAYOUT =
      ConfigOptions.key("kafka.frame-layout")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Joint set of a dialect's frames; if empty, the one they name, or else the"
                  + " dialect's own.");

  public static final ConfigOption<String> FRAME_UNIT =
      ConfigOptions.key("kafka.frame-unit")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Coordinates of a dialect's frames, pixels or normalised; if empty, the dialect's"
                  + " own.");

  public static final ConfigOption<String> FRAME_SIZE =
      ConfigOptions.key("kafka.frame-size")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Image size in pixels, such as 1280x720, for a dialect whose frames do not contain"
                  + " it.");

  public static final ConfigOption<TrackIds> FRAME_TRACKS =
      ConfigOptions.key("kafka.frame-tracks")
          .enumType(TrackIds.class)
          .defaultValue(TrackIds.GIVEN)
          .withDescription(
              "Track ids of a dialect's frames: given uses theirs, tracked assigns new ones by"
                  + " pose and position.");

  public static final ConfigOption<String> EVENTS_TOPIC =
      ConfigOptions.key("kafka.events-topic")
          .stringType()
          .defaultValue("action.events.v1")
          .withDescription("Topic for the action events.");

  public static final ConfigOption<KafkaSettings.EventFormat> EVENT_FORMAT =
      ConfigOptions.key("kafka.event-format")
          .enumType(KafkaSettings.EventFormat.class)
          .defaultValue(KafkaSettings.EventFormat.AVRO)
          .withDescription(
              "Encoding of the events: avro, json, or nv-incident, which is JSON in the style of"
                  + " NVIDIA's nv.Incident.");

  public static final ConfigOption<String> SCORES_TOPIC =
      ConfigOptions.key("kafka.scores-topic")
          .stringType()
          .defaultValue("action.scores.v1")
          .withDescription(
              "Topic for the scores of all windows; if empty, scores are not written.");

  public static final ConfigOption<String> DEAD_LETTER_TOPIC =
      ConfigOptions.key("kafka.dead-letter-topic")
          .stringType()
          .defaultValue("pose.deadletter.v1")
          .withDescription("Topic for records that cannot be used, with the reason.");

  public static final ConfigOption<String> LATE_TOPIC =
      ConfigOptions.key("kafka.late-topic")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Topic for frames that arrive after their last window was closed; if empty, they"
                  + " are only counted.");

  public static final ConfigOption<String> CONTROL_TOPIC =
      ConfigOptions.key("kafka.control-topic")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Topic with messages that change rules and models while the job runs, such as"
                  + " action.control.v1; if empty, none are read.");

  public static final ConfigOption<String> CONTROL_ACK_TOPIC =
      ConfigOptions.key("kafka.control-ack-topic")
          .stringType()
          .defaultValue("action.control.ack.v1")
          .withDescription(
              "Topic for the answers to control messages; used only with a control topic.");

  public static final ConfigOption<String> SHADOW_TOPIC =
      ConfigOptions.key("kafka.shadow-topic")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Topic for the scores of a model in shadow, such as action.scores.shadow.v1; if"
                  + " empty, the job only counts how often both models agree.");

  public static final ConfigOption<KafkaSettings.Delivery> DELIVERY =
      ConfigOptions.key("kafka.delivery")
          .enumType(KafkaSettings.Delivery.class)
          .defaultValue(KafkaSettings.Delivery.EXACTLY_ONCE)
          .withDescription(
              "exactly-once, or at-least-once, where events do not wait for a checkpoint.");

  public static final ConfigOption<String> TRANSACTIONAL_ID_PREFIX =
      ConfigOptions.key("kafka.transactional-id-prefix")
          .stringType()
          .defaultValue("posestream")
          .withDescription(
              "Prefix of the transactional ids; two jobs on one cluster need different prefixes,"
                  + " or they fence each other.");

  public static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
      ConfigOptions.key("kafka.transaction-timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription(
              "Longest outage after which the events of an open transaction can still be"
                  + " committed; at most the brokers' transaction.max.timeout.ms.");

  public static final ConfigOption<String> SCHEMA_REGISTRY =
      ConfigOptions.key("kafka.schema-registry")
          .stringType()
          .defaultValue("")
          .withDescription(
              "URL of a Confluent schema registry, for frames in its wire format; empty if there"
                  + " is none.");

  private KafkaOptions() {}
}
