package io.posestream.cli.command;

import io.posestream.formats.recording.Recording;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.Replay;
import java.io.IOException;
import java.nio.file.Path;
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
    long lines;
    try (Replay replay = new Replay(kafka.bootstrap(), kafka.properties(), topic);
        Recording recording = Recording.open(file, Progress.of("replay", file))) {
      lines =
          recording.forEach(
              line -> {
                line.frame().ifPresent(pace::await);
                replay.send(line);
              });
      replay.flush();
    } catch (KafkaException e) {
      throw kafka.failed(topic, "written", e);
    }
    spec.commandLine().getOut().printf("%d frames written to topic %s%n", lines, topic);
    return 0;
  }
}
