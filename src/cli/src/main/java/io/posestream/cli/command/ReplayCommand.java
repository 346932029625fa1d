package io.posestream.cli.command;

import io.posestream.formats.recording.Recording;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.Brokers;
import io.posestream.job.kafka.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that writes a recording to a topic. */
@Command(
    name = "replay",
    description = "Write a recording to a topic, at its own pace or faster.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameters(
      paramLabel = "FILE",
      description = "Recording: JSON lines, optionally gzip-compressed.")
  private Path file;

  @Mixin private KafkaArguments kafka;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Topic for the frames; default ${DEFAULT-VALUE}.")
  private String topic = KafkaOptions.FRAMES_TOPIC.defaultValue();

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      description = "Multiple of the recording's own pace, or max; default ${DEFAULT-VALUE}.")
  private String speed = "1";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ReplayCommand() {}

  @Override
  public Integer call() throws IOException {
    Pace pace = Pace.of(spec, speed);
    Home.existingFile(spec, "FILE", file);
    requireTopic();
    try (Replay replay = new Replay(kafka.bootstrap(), kafka.properties(), topic)) {
      send(replay, pace);
      spec.commandLine()
          .getOut()
          .printf("%d frames written to topic %s%n", replay.written(), topic);
    } catch (KafkaException e) {
      throw kafka.failed(topic, "written", e);
    }
    return 0;
  }

  // Once it has begun, a replay waits for its brokers for long: a wrong name is told before.
  private void requireTopic() {
    try {
      new Brokers(kafka.bootstrap(), kafka.properties(), PATIENCE)
          .ask(admin -> admin.describeTopics(List.of(topic)).allTopicNames());
    } catch (KafkaException e) {
      throw kafka.failed(topic, "written", e);
    }
  }

  private void send(Replay replay, Pace pace) throws IOException {
    try (Recording recording = Recording.open(file, Progress.of("replay", file))) {
      recording.forEach(
          line -> {
            line.frame().ifPresent(pace::await);
            replay.send(line);
          });
      replay.flush();
    } catch (IOException | KafkaException e) {
      throw new CommandFailedException(
          "%s; %d frames were written".formatted(e.getMessage(), replay.written()), e);
    }
  }
}
