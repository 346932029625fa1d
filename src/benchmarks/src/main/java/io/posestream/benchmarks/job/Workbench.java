package io.posestream.benchmarks.job;

import io.posestream.job.config.GateOptions;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.KafkaOptions;
import io.posestream.testkit.kafka.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/**
 * A broker and a checkpoint folder that several runs share, one after the other.
 *
 * <p>Owned and used by one thread; closing removes both.
 */
final class Workbench implements AutoCloseable {
  private final EmbeddedKafka broker;
  private final Path checkpoints;
  private final Map<String, String> overrides;
  private int runs;

  private Workbench(EmbeddedKafka broker, Path checkpoints, Map<String, String> overrides) {
    this.broker = broker;
    this.checkpoints = checkpoints;
    this.overrides = overrides;
  }

  /**
   * Starts a broker.
   *
   * @param overrides settings of all jobs, under those of what is measured
   */
  static Workbench open(Map<String, String> overrides) throws IOException {
    Path checkpoints = Files.createTempDirectory("posestream-bench-");
    return new Workbench(EmbeddedKafka.start(), checkpoints, Map.copyOf(overrides));
  }

  /** Creates the topics of a new run. */
  Run newRun() {
    Run run = new Run("bench-" + runs++);
    for (String topic : run.topics()) {
      broker.createTopic(topic, 1);
    }
    return run;
  }

  /** One run: its name, topics and settings. */
  final class Run implements AutoCloseable {
    private final String name;

    private Run(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    String bootstrapServers() {
      return broker.bootstrapServers();
    }

    String framesTopic() {
      return name + ".frames";
    }

    String scoresTopic() {
      return name + ".scores";
    }

    String eventsTopic() {
      return name + ".events";
    }

    private String deadLetterTopic() {
      return name + ".deadletters";
    }

    private String[] topics() {
      return new String[] {framesTopic(), scoresTopic(), eventsTopic(), deadLetterTopic()};
    }

    /**
     * Returns the settings of the job: the defaults with all overrides and with open gates, so that
     * the number of clips is known.
     *
     * @param measured what is measured
     */
    Configuration settings(Map<String, String> measured) {
      Map<String, String> settings = new HashMap<>();
      settings.put(JobOptions.NAME.key(), name);
      settings.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), bootstrapServers());
      settings.put(KafkaOptions.GROUP_ID.key(), name);
      settings.put(KafkaOptions.TRANSACTIONAL_ID_PREFIX.key(), name);
      settings.put(KafkaOptions.FRAMES_TOPIC.key(), framesTopic());
      settings.put(KafkaOptions.SCORES_TOPIC.key(), scoresTopic());
      settings.put(KafkaOptions.EVENTS_TOPIC.key(), eventsTopic());
      settings.put(KafkaOptions.DEAD_LETTER_TOPIC.key(), deadLetterTopic());
      settings.put(GateOptions.MIN_KEYPOINT_SCORE.key(), "0");
      settings.put(GateOptions.MIN_SEEN.key(), "0");
      settings.put(GateOptions.MIN_MOTION.key(), "0");
      settings.put(GateOptions.MAX_CLIPS.key(), "1000");
      settings.put("flink.execution.checkpointing.dir", checkpoints.toUri().toString());
      settings.put("flink.restart-strategy.type", "none");
      settings.putAll(overrides);
      settings.putAll(measured);
      return JobConfigFile.of(settings);
    }

    /** Deletes the topics. */
    @Override
    public void close() {
      for (String topic : topics()) {
        broker.deleteTopic(topic);
      }
    }
  }

  @Override
  public void close() {
    broker.close();
    try (Stream<Path> files = Files.walk(checkpoints)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
