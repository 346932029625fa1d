package io.posestream.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command reaches its brokers. */
final class KafkaArguments {
  private static final String SERVERS = "[^\\s,]+:\\d{1,5}(,\\s*[^\\s,]+:\\d{1,5})*";

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

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  KafkaArguments() {}

  String bootstrap() {
    if (!bootstrap.matches(SERVERS)) {
      throw Home.refused(spec, "--bootstrap", "HOST:PORT", bootstrap);
    }
    return bootstrap;
  }

  Map<String, String> properties() {
    return properties;
  }

  /** Returns what to tell the user; a client that cannot be built hides the reason in its cause. */
  CommandFailedException failed(String topic, String what, KafkaException e) {
    Throwable reason = e.getCause() instanceof KafkaException inner ? inner : e;
    return new CommandFailedException(
        "topic %s at %s cannot be %s: %s".formatted(topic, bootstrap, what, reason.getMessage()),
        e);
  }
}
