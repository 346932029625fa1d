package io.posestream.job.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a command reaches its brokers. */
final class KafkaArguments {
  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Brokers to start from.")
  private String bootstrap;

  @Option(
      names = "--kafka",
      paramLabel = "key=value",
      description = "Further client property, such as security.protocol=SSL.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  KafkaArguments() {}

  String bootstrap() {
    return bootstrap;
  }

  Map<String, String> properties() {
    return properties;
  }
}
