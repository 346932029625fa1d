package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.JobConfigFile;
import io.posestream.testkit.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ControlCommandITCase {
  private static final String DRAWN =
      """
      {"id": "drawn", "type": "rules", "effective_from_ms": 0,
       "cameras": {"gate": {"zones": {"door": [[0,0], [1,0], [1,1]]}}}}
      """;
  private static final String USED =
      """
      {"id": "used", "type": "rules", "effective_from_ms": 0,
       "default": {"labels": {"fall": {"include": ["door"]}}}}
      """;
  private static final String WRONG =
      """
      {"id": "wrong", "type": "rules",
       "default": {"labels": {"fall": {"enter": 0.4, "exit": 0.6}, "fly": {}}}}
      """;

  private static final String LOAD =
      """
      {"id": "load", "type": "model", "step": "load", "bundle": "%s"}
      """;
  private static final String SWITCH =
      """
      {"id": "switch", "type": "model", "step": "switch"}
      """;

  private Path folder;

  @SuppressWarnings("NullAway.Init") // Given to each test.
  ControlCommandITCase() {}

  private CommandRun control(String message, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.json"), message);
    List<String> arguments = new ArrayList<>(List.of("control", "--file", file.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String config(EmbeddedKafka broker) throws IOException {
    String text =
        """
        kafka:
          bootstrap-servers: "%s"
          control-topic: action.control.v1
        job:
          checkpoint-interval: 200 ms
        inference:
          device: cpu
          model: %s
          scene-model: %s
        """
            .formatted(
                broker.bootstrapServers(),
                Path.of(CommandRun.SHIPPED).toAbsolutePath(),
                Path.of(CommandRun.SHIPPED_SCENES).toAbsolutePath());
    return Files.writeString(folder.resolve("job.yaml"), text).toString();
  }

  @Test
  void checksAMessageWithoutBrokers(@TempDir Path given) throws IOException {
    folder = given;
    CommandRun right = control(DRAWN, "--check", "--config", "../../conf/job.yaml");
    CommandRun wrong = control(WRONG, "--check", "--config", "../../conf/job.yaml");

    assertThat(right.err()).isEmpty();
    assertThat(right.exitCode()).isZero();
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.errLines()).hasSize(1);
    assertThat(wrong.err())
        .contains("rules.json is refused: default.labels.fall.exit: expected at most enter")
        .contains("default.labels.fly: expected a label that may raise events, one of [");
  }

  @Test
  void checksABundleBeforeItIsAskedFor(@TempDir Path given) throws IOException {
    folder = given;
    CommandRun right =
        control(LOAD.formatted(CommandRun.SHIPPED), "--check", "--config", "../../conf/job.yaml");
    CommandRun wrong =
        control(
            LOAD.formatted("../../models/scenes-slim"),
            "--check",
            "--config",
            "../../conf/job.yaml");

    assertThat(right.err()).isEmpty();
    assertThat(wrong.errLines()).hasSize(1);
    assertThat(wrong.err())
        .contains("rules.json is refused: bundle: expected a model with clip length 24")
        .contains("found 16");
  }

  @Test
  void sendsAMessageAndTellsTheAnswer(@TempDir Path given) throws Exception {
    folder = given;
    try (EmbeddedKafka broker = EmbeddedKafka.start()) {
      for (String topic :
          List.of(
              "pose.frames.v1",
              "action.events.v1",
              "action.scores.v1",
              "pose.deadletter.v1",
              "action.control.v1",
              "action.control.ack.v1")) {
        broker.createTopic(topic, 1);
      }
      String config = config(broker);
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
      new PoseStreamJob(JobConfigFile.read(Path.of(config), Map.of())).wire(env);
      JobClient job = env.executeAsync("control");

      CommandRun drawn = control(DRAWN, "--config", config);
      // The zone stands in the message before: what the job was told counts.
      CommandRun used = control(USED, "--config", config, "--json");
      CommandRun wrong = control(WRONG, "--config", config);
      Path bundle = Path.of(CommandRun.SHIPPED).toAbsolutePath();
      CommandRun loaded = control(LOAD.formatted(bundle), "--config", config);
      CommandRun switched = control(SWITCH, "--config", config, "--json");
      job.cancel().get();

      assertThat(drawn.err()).isEmpty();
      assertThat(drawn.out())
          .contains("accepted as version 1, from 1970-01-01T00:00:00Z of event time on");
      assertThat(used.err()).isEmpty();
      assertThat(used.out()).contains("\"outcome\":\"accepted\",\"version\":2");
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.err()).contains("default.labels.fly");
      assertThat(loaded.err()).isEmpty();
      assertThat(loaded.out()).contains("accepted as version 1");
      assertThat(switched.out())
          .contains("\"type\":\"model\",\"outcome\":\"accepted\",\"version\":2");
    }
  }

  @Test
  void saysThatNobodyAnswers(@TempDir Path given) throws Exception {
    folder = given;
    try (EmbeddedKafka broker = EmbeddedKafka.start()) {
      broker.createTopic("action.control.v1", 1);
      String config = config(broker);

      CommandRun topicless = control(DRAWN, "--config", config);
      broker.createTopic("action.control.ack.v1", 1);
      CommandRun unanswered = control(DRAWN, "--config", config, "--timeout", "1");

      assertThat(topicless.exitCode()).isEqualTo(1);
      assertThat(topicless.err()).contains("action.control.ack.v1", "no such topic");
      assertThat(unanswered.exitCode()).isEqualTo(1);
      assertThat(unanswered.err()).contains("no answer in topic action.control.ack.v1 within 1 s");
    }
  }
}
