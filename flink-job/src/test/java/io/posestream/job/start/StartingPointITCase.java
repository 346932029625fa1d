package io.posestream.job.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.job.config.ConfigException;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobSettings;
import io.posestream.job.start.StartingPoint.Wish;
import io.posestream.testkit.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartingPointITCase {
  private final EmbeddedKafka broker = EmbeddedKafka.start();

  @BeforeAll
  void readTheTopicOnce() throws Exception {
    broker.createTopic("frames", 1);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(
              "reader", Map.of(new TopicPartition("frames", 0), new OffsetAndMetadata(7)))
          .all()
          .get();
    }
  }

  @AfterAll
  void stopTheBroker() {
    broker.close();
  }

  @Test
  void refusesToLoseTheStateOfAGroupThatHasRead(@TempDir Path folder) throws IOException {
    Path others = folder.resolve(new JobID().toHexString()).resolve("chk-4");
    Files.createDirectories(others);
    Files.writeString(others.resolve("_metadata"), "");

    assertThatThrownBy(() -> start("reader", folder, Wish.CONTINUE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("group reader has read topic frames before")
        .hasMessageContaining("-Dflink.execution.state-recovery.path=file:" + others)
        .hasMessageEndingWith("or start without state with --fresh");
  }

  @Test
  void startsWithoutStateOnPurpose(@TempDir Path folder) {
    assertThat(start("reader", folder, Wish.FRESH)).isEmpty();
  }

  @Test
  void startsWithoutStateWhereNothingWasRead(@TempDir Path folder) {
    assertThat(start("newcomer", folder, Wish.CONTINUE)).isEmpty();
  }

  @Test
  void goesOnFromTheNewestCheckpointOfItsGroup(@TempDir Path folder) throws IOException {
    JobID job = new JobID();
    new KeptState("file://" + folder, Optional.empty(), "reader").own(job);
    Path checkpoint = folder.resolve(job.toHexString()).resolve("chk-9");
    Files.createDirectories(checkpoint);
    Files.writeString(checkpoint.resolve("_metadata"), "");

    assertThat(start("reader", folder, Wish.CONTINUE)).contains("file:" + checkpoint);
  }

  private Optional<String> start(String group, Path checkpoints, Wish wish) {
    JobSettings settings =
        JobSettings.of(
            JobConfigFile.of(
                Map.of(
                    "kafka.bootstrap-servers",
                    broker.bootstrapServers(),
                    "kafka.frames-topic",
                    "frames",
                    "kafka.group-id",
                    group)));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            1,
            Configuration.fromMap(Map.of("execution.checkpointing.dir", "file://" + checkpoints)));
    Optional<String> state = new StartingPoint(settings).apply(env, wish);
    assertThat(env.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH))
        .isEqualTo(state);
    return state;
  }
}
