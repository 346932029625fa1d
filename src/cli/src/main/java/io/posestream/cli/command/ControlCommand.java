package io.posestream.cli.command;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import io.posestream.flink.ActionRecognition;
import io.posestream.formats.json.ControlAnswerJson;
import io.posestream.formats.json.ControlRequestJson;
import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.ConfigException;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.ControlBacklog;
import io.posestream.job.kafka.ControlTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Changes rules and models of a running job. */
@Command(
    name = "control",
    description = {
      "Change rules and models of a running job: check a message, send it, and wait for the answer.",
      "Brokers, topics, models and zones are those of the job's settings. A message that would be"
          + " refused is not sent."
    },
    mixinStandardHelpOptions = true)
final class ControlCommand implements Callable<Integer> {
  private static final String DEFAULT_TOPIC = "action.control.v1";

  @Option(
      names = "--file",
      required = true,
      paramLabel = "FILE",
      description = "The message: JSON, see docs/control.md.")
  private Path file;

  @Mixin private JobArguments arguments;

  @Option(
      names = "--check",
      description =
          "Check the message against the job's settings alone, without brokers, and send nothing.")
  private boolean check;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Longest wait for the answer; default ${DEFAULT-VALUE}.")
  private long timeout = 60;

  @Option(names = "--json", description = "Print the answer as a JSON line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ControlCommand() {}

  @Override
  public Integer call() throws IOException {
    if (timeout < 1) {
      throw Home.refused(spec, "--timeout", "a positive number of seconds", timeout);
    }
    byte[] message = Files.readAllBytes(Home.existingFile(spec, "--file", file));
    try {
      PoseStreamJob job = new PoseStreamJob(arguments.settings());
      tell(job.settings().kafka(), job.recognition(), message);
      return 0;
    } catch (ConfigException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void tell(KafkaSettings kafka, ActionRecognition recognition, byte[] message)
      throws IOException {
    if (check) {
      requireAccepted(reviewed(ControlState.EMPTY, message, recognition));
      spec.commandLine().getOut().printf("%s: nothing wrong%n", file);
    } else {
      String topic = kafka.controlTopic().orElse(DEFAULT_TOPIC);
      ControlAnswer answer = answer(kafka, topic, recognition, message);
      requireAccepted(answer);
      print(answer);
    }
  }

  private ControlRequest request(byte[] message) {
    return ControlRequestJson.read(
        message, new MessageSource(file.toString(), 0, 0, Instant.now().toEpochMilli()));
  }

  private ControlAnswer reviewed(
      ControlState known, byte[] message, ActionRecognition recognition) {
    return known.review(request(message), recognition.rules(), recognition.replacements()).answer();
  }

  private CommandFailedException noAnswer(KafkaSettings kafka, String topic) {
    return new CommandFailedException(
        ("no answer in topic %s within %d s: does a job with kafka.control-topic: %s"
                + " run? The message was sent and will be answered when it does")
            .formatted(kafka.controlAckTopic(), timeout, topic));
  }

  private ControlAnswer answer(
      KafkaSettings kafka, String topic, ActionRecognition recognition, byte[] message)
      throws IOException {
    try (ControlTopic control = new ControlTopic(kafka, topic)) {
      ControlState known = ControlBacklog.read(kafka, topic, recognition).state();
      requireAccepted(reviewed(known, message, recognition));
      RecordMetadata sent = control.send(message);
      return control
          .await(sent, Duration.ofSeconds(timeout))
          .orElseThrow(() -> noAnswer(kafka, topic));
    } catch (KafkaException e) {
      throw new CommandFailedException(
          "topics %s and %s at %s: %s"
              .formatted(topic, kafka.controlAckTopic(), kafka.bootstrapServers(), reason(e)),
          e);
    }
  }

  private static String reason(KafkaException e) {
    // A client that cannot be built hides the reason in its cause.
    Throwable reason = e.getCause() instanceof KafkaException inner ? inner : e;
    return String.valueOf(reason.getMessage());
  }

  private void requireAccepted(ControlAnswer answer) {
    if (answer.outcome() == ControlAnswer.Outcome.REFUSED) {
      if (json) {
        spec.commandLine().getOut().println(ControlAnswerJson.line(answer));
      }
      throw new CommandFailedException(
          "%s is refused: %s"
              .formatted(
                  file,
                  answer.problems().stream()
                      .map(Problem::toString)
                      .collect(Collectors.joining("; "))));
    }
  }

  private void print(ControlAnswer answer) {
    if (json) {
      spec.commandLine().getOut().println(ControlAnswerJson.line(answer));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              "accepted as version %d, from %s of event time on%n",
              answer.version(), Instant.ofEpochMilli(answer.effectiveFromMillis()));
    }
  }
}
