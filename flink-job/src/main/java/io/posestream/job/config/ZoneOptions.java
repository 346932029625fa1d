package io.posestream.job.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options under {@code zones.}: the zones of the cameras. */
public final class ZoneOptions {
  public static final ConfigOption<String> FILE =
      ConfigOptions.key("zones.file")
          .stringType()
          .defaultValue("")
          .withDescription(
              "YAML file with each camera's zones and with the rules where actions count, read"
                  + " where the job is started; empty for none.");

  private ZoneOptions() {}
}
