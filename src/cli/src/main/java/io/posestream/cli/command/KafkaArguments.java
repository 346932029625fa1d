package io.posestream.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The arguments with which a command connects to Kafka. */
final class KafkaArguments {
  static final String SERVERS = "[^\\s,]+:\\d{1,5}(,\\s*[^\\s,]+:\\d{1,5})*";

  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Brokers to start from.")
  private String bootstrap;

  @Option(
      names = "--kafka",
      paramLabel = "key=value",
      description = "Additional client property, such as security.protocol=SSL.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  KafkaArguments() {}

  String bootstrap() {
    return checked(spec, bootstrap);
  }

  /** Returns brokers that were given, unless they are none. */
  static String checked(CommandSpec spec, String bootstrap) {
    if (!bootstrap.matches(SERVERS)) {
      throw Home.refused(spec, "--bootstrap", "HOST:PORT", bootstrap);
    }
    return bootstrap;
  }

  Map<String, String> properties() {
    return properties;
  }

  /** Returns the error for the user; if the client cannot be built, its cause has the reason. */
  CommandFailedException failed(String topic, String what, KafkaException e) {
    return failed(bootstrap, topic, what, e);
  }

  /** Returns the error for the user; see the other method. */
  static CommandFailedException failed(
      String bootstrap, String topic, String what, KafkaException e) {
    Throwable reason = e.getCause() instanceof KafkaException inner ? inner : e;
    return new CommandFailedException(
        "topic %s at %s cannot be %s: %s".formatted(topic, bootstrap, what, reason.getMessage()),
        e);
  }
}
