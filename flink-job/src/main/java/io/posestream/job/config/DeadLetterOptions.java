package io.posestream.job.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options under {@code dead-letter.}: what is told of records that cannot be used. */
public final class DeadLetterOptions {
  public static final ConfigOption<DeadLetterPayload> PAYLOAD =
      ConfigOptions.key("dead-letter.payload")
          .enumType(DeadLetterPayload.class)
          .defaultValue(DeadLetterPayload.FULL)
          .withDescription(
              "How much of a record its dead letter contains: none, head, which is the first 256"
                  + " bytes, or full, which is at most 256 KiB.");

  private DeadLetterOptions() {}
}
