package io.posestream.job.command;

import io.posestream.core.pose.PoseFrame;
import io.posestream.job.config.JobOptions;
import io.posestream.job.recording.Recording;
import io.posestream.job.recording.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays a recording into a topic. */
@Command(
    name = "replay",
    description = "Write a recording to a topic, at its own pace or faster.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Recording: JSON lines, optionally gzip.")
  private Path file;

  @Mixin private KafkaArguments kafka;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Takes the frames; default ${DEFAULT-VALUE}.")
  private String topic = JobOptions.KAFKA_FRAMES_TOPIC.defaultValue();

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
    double factor = factor();
    Home.existingFile(spec, "FILE", file);
    long lines = 0;
    long start = System.nanoTime();
    long firstMicros = -1;
    try (Replay replay = new Replay(kafka.bootstrap(), kafka.properties(), topic);
        Recording recording = Recording.open(file, Progress.of("replay", file))) {
      for (Optional<Recording.Line> line = recording.next();
          line.isPresent();
          line = recording.next()) {
        Optional<PoseFrame> frame = line.get().frame();
        if (frame.isPresent()) {
          long micros = frame.get().timeMicros();
          firstMicros = firstMicros < 0 ? micros : firstMicros;
          await(start + (long) (1000 * (micros - firstMicros) / factor));
        }
        replay.send(line.get());
        lines++;
      }
      replay.flush();
    } catch (KafkaException e) {
      throw kafka.failed(topic, "written", e);
    }
    spec.commandLine().getOut().printf("%d frames written to topic %s%n", lines, topic);
    return 0;
  }

  private double factor() {
    if (speed.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double factor = Double.parseDouble(speed);
      if (factor > 0) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Refused below, with what was expected.
    }
    throw Home.refused(spec, "--speed", "max or a positive number", speed);
  }

  private static void await(long nanoTime) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }
}
