package io.posestream.job.start;

import io.posestream.job.config.ConfigException;
import io.posestream.job.config.JobSettings;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.Brokers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a job starts: from the state it is given, else from the newest that its group kept.
 *
 * <p>State is never lost in silence: without any, a job whose group has read its topic before is
 * refused, for its open windows and events would be missing, and nobody would know.
 */
public final class StartingPoint {
  private static final Logger LOG = LoggerFactory.getLogger(StartingPoint.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String NO_HIGH_AVAILABILITY = "NONE";

  /** Whether the job is to go on. */
  public enum Wish {
    /** From the state that was kept. */
    CONTINUE,
    /** Without state, whatever there is. */
    FRESH
  }

  private final JobSettings settings;

  /** Creates the starting point of a job with these settings. */
  public StartingPoint(JobSettings settings) {
    this.settings = settings;
  }

  /**
   * Gives the environment the state to start from, before the job is executed.
   *
   * @param env with Flink's settings, of the cluster and of the job
   * @param wish whether the job is to go on
   * @return the path of the state; empty if the job starts without any
   * @throws ConfigException if state would be lost, with the arguments that go on
   */
  public Optional<String> apply(StreamExecutionEnvironment env, Wish wish) {
    ReadableConfig flink = env.getConfiguration();
    Optional<KeptState> kept = keptState(flink);
    kept.ifPresent(state -> env.registerJobListener(new Ownership(state)));
    Optional<String> given = flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
    if (given.isPresent() || wish == Wish.FRESH || isHighlyAvailable(flink)) {
      return given;
    }
    Optional<String> newest = kept.flatMap(StartingPoint::newest);
    newest.ifPresentOrElse(path -> goOn(env, path), () -> requireNothingToLose(kept));
    return newest;
  }

  private Optional<KeptState> keptState(ReadableConfig flink) {
    Optional<String> savepoints =
        flink.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY).filter(any -> !any.isBlank());
    return flink
        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
        .filter(any -> !any.isBlank())
        .map(folder -> new KeptState(folder, savepoints, settings.kafka().groupId()));
  }

  // Then Flink itself goes on from the last checkpoint, and runs this again to do so.
  private static boolean isHighlyAvailable(ReadableConfig flink) {
    return !flink.get(HighAvailabilityOptions.HA_MODE).equalsIgnoreCase(NO_HIGH_AVAILABILITY);
  }

  private static Optional<String> newest(KeptState state) {
    try {
      return state.newest();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static ConfigException unreadable(IOException e) {
    return new ConfigException(
        "flink.execution.checkpointing.dir: expected a folder that can be read where the job is"
            + " started, got "
            + e,
        e);
  }

  private static void goOn(StreamExecutionEnvironment env, String path) {
    LOG.info("The job goes on from {}", path);
    env.configure(Configuration.fromMap(Map.of(StateRecoveryOptions.SAVEPOINT_PATH.key(), path)));
  }

  private void requireNothingToLose(Optional<KeptState> kept) {
    KafkaSettings kafka = settings.kafka();
    if (hasRead(kafka)) {
      throw new ConfigException(
          ("expected state to go on from, for group %s has read topic %s before, got none of its"
                  + " own: go on with %s, or start without state with --fresh")
              .formatted(kafka.groupId(), kafka.framesTopic(), recovery(kept)));
    }
  }

  private static boolean hasRead(KafkaSettings kafka) {
    Brokers brokers = new Brokers(kafka.bootstrapServers(), kafka.properties(), PATIENCE);
    try {
      return brokers
          .ask(
              admin ->
                  admin.listConsumerGroupOffsets(kafka.groupId()).partitionsToOffsetAndMetadata())
          .entrySet()
          .stream()
          .anyMatch(
              offset ->
                  offset.getValue() != null && offset.getKey().topic().equals(kafka.framesTopic()));
    } catch (KafkaException e) {
      throw new ConfigException(
          "kafka.bootstrap-servers: expected brokers that tell the offsets of group %s, got '%s': %s"
              .formatted(kafka.groupId(), kafka.bootstrapServers(), e.getMessage()),
          e);
    }
  }

  private static String recovery(Optional<KeptState> kept) {
    String path = kept.flatMap(StartingPoint::newestOfAnybody).orElse("PATH");
    return "-Dflink.%s=%s".formatted(StateRecoveryOptions.SAVEPOINT_PATH.key(), path);
  }

  private static Optional<String> newestOfAnybody(KeptState state) {
    try {
      return state.newestOfAnybody();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Notes whose state a submitted job writes. */
  private record Ownership(KeptState state) implements JobListener {
    @Override
    public void onJobSubmitted(@Nullable JobClient client, @Nullable Throwable failure) {
      if (client == null) {
        return;
      }
      try {
        state.own(client.getJobID());
      } catch (IOException e) {
        throw new UncheckedIOException("the folder of checkpoints cannot be written", e);
      }
    }

    @Override
    public void onJobExecuted(@Nullable JobExecutionResult result, @Nullable Throwable failure) {
      // Its state stays as it is.
    }
  }
}
