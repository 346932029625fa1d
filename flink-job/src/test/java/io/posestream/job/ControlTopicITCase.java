package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlAnswer.Outcome;
import io.posestream.core.control.message.Problem;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.Phase;
import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelDescription;
import io.posestream.formats.recording.Recording;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.testkit.model.FakeModelFactory;
import io.posestream.testkit.simulation.DemoScenes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The lobby, in which one waves from 4 s to 9 s and one lies from 12 s to the end at 30 s. */
@ExtendWith(TestServers.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ControlTopicITCase {
  private static final String WRONG =
      """
      {"id": "wrong", "type": "rules", "effective_from_ms": 0,
       "default": {"labels": {"fall": {"enter": 0.4, "exit": 0.6}, "fly": {"enter": 0.5}}},
       "cameras": {"lobby": {"zones": {"bow": [[0,0], [1,1], [1,0], [0,1]]}}}}
      """;
  private static final String FLOOR =
      """
      {"id": "floor", "type": "rules", "effective_from_ms": 0,
       "default": {"labels": {"fall": {"severity": 3}}},
       "cameras": {"lobby": {"zones": {"floor": [[0,0], [1,0], [1,1], [0,1]]}}}}
      """;
  private static final String MUTE =
      """
      {"id": "mute", "type": "rules", "effective_from_ms": 20000,
       "cameras": {"lobby": {"mute": true}}}
      """;

  private static final String LOAD =
      """
      {"id": "load", "type": "model", "step": "load", "bundle": "next", "shadow": true}
      """;
  private static final String GONE =
      """
      {"id": "gone", "type": "model", "step": "load", "bundle": "gone"}
      """;
  private static final String SWITCH =
      """
      {"id": "switch", "type": "model", "step": "switch", "effective_from_ms": 10000}
      """;
  private static final String BACK =
      """
      {"id": "back", "type": "model", "step": "back", "effective_from_ms": 20000}
      """;

  private final Optional<ActionModelFactory> model = Optional.of(new LookAtBodies("control"));
  private Path savepoints;
  private JobTopics topics;
  private JobClient job;

  /** A model without a network. */
  private record LookAtBodies(String name) implements ActionModelFactory {
    private FakeModelFactory fake() {
      if (name.equals("gone")) {
        throw new IllegalStateException("gone: no such folder");
      }
      return FakeModelFactory.named(name);
    }

    @Override
    public ModelDescription describe() {
      return fake().describe();
    }

    @Override
    public ActionModel open() {
      return fake().open();
    }
  }

  @SuppressWarnings("NullAway.Init") // Started before each test.
  ControlTopicITCase() {}

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    savepoints = folder;
    topics = JobTopics.of("lobby", "hashmap").controlled().exchanging(LookAtBodies::new);
    job = topics.submit(2, Extent.UNBOUNDED, Optional.empty(), model);
  }

  private static List<Recording.Line> lobby() throws Exception {
    Path file = Path.of("target/control-lobby.jsonl");
    Recording.write(DemoScenes.lobby().frames(), file);
    List<Recording.Line> lines = new ArrayList<>();
    try (Recording recording = Recording.open(file)) {
      recording.forEach(lines::add);
    }
    return lines;
  }

  /** Sends those seconds of the lobby. */
  private void play(double from, double to) throws Exception {
    topics.send(
        lobby().stream()
            .filter(
                line -> {
                  double second = line.frame().orElseThrow().timeMicros() / 1e6;
                  return second >= from && second < to;
                })
            .toList());
  }

  private String save(boolean drain) throws Exception {
    return JobTopics.stop(job, drain, savepoints);
  }

  private void drain() throws Exception {
    topics.awaitRead();
    save(true);
  }

  @Test
  void refusesAWrongMessageWithItsFieldsAndLetsTheRulesStay() throws Exception {
    topics.tell(FLOOR);
    topics.tell(WRONG);
    List<ControlAnswer> answers = topics.awaitAnswers(2);
    play(0, 30);
    drain();

    assertThat(answers.get(1).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(answers.get(1).version()).isEqualTo(1);
    assertThat(answers.get(1).problems())
        .extracting(Problem::field)
        .containsExactly(
            "cameras.lobby.zones.bow", "default.labels.fall.exit", "default.labels.fly");
    assertThat(topics.events("lobby"))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.ruleVersion()).isEqualTo(1))
        .allSatisfy(event -> assertThat(event.zones()).containsExactly("floor"));
    assertThat(topics.events("lobby"))
        .filteredOn(event -> event.action().equals("fall"))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.severity()).isEqualTo(3));
  }

  @Test
  void givesTheEventsOfTheLiveRunToAReplay() throws Exception {
    topics.tell(FLOOR);
    topics.awaitAnswers(1);
    play(0, 10);
    topics.awaitScores();
    topics.tell(MUTE);
    topics.tell(WRONG);
    topics.awaitAnswers(3);
    play(10, 30);
    drain();
    JobTopics replay = topics.replayed("replay");

    replay.submit(2, Extent.BOUNDED, Optional.empty(), model).getJobExecutionResult().get();

    assertThat(replay.events("lobby")).isEqualTo(topics.events("lobby"));
    assertThat(replay.events("lobby"))
        .extracting(ActionEvent::ruleVersion)
        .contains(1L, 2L)
        .doesNotContain(0L);
  }

  @Test
  void changesTheRulesAtTheInstantTheyNameAndKeepsThemThroughARestart() throws Exception {
    topics.tell(FLOOR);
    topics.tell(MUTE);
    assertThat(topics.awaitAnswers(2))
        .extracting(ControlAnswer::outcome)
        .containsExactly(Outcome.ACCEPTED, Outcome.ACCEPTED);
    play(0, 15);
    topics.awaitScores();
    String savepoint = save(false);
    job = topics.submit(1, Extent.UNBOUNDED, Optional.of(savepoint), model);
    topics.tell(MUTE);
    ControlAnswer again = topics.awaitAnswers(3).get(2);
    play(15, 30);
    drain();

    assertThat(again.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(again.version()).isEqualTo(2);
    List<ActionEvent> events = topics.events("lobby");
    assertThat(events).extracting(ActionEvent::action).contains("wave", "fall");
    assertThat(events)
        .filteredOn(event -> event.endReason().equals(Optional.of(EndReason.CONFIG_CHANGE)))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.ruleVersion()).isEqualTo(2));
    assertThat(events)
        .filteredOn(event -> event.ruleVersion() == 1)
        .allSatisfy(event -> assertThat(event.window().endMillis()).isLessThanOrEqualTo(20_000));
    assertThat(events)
        .filteredOn(event -> event.ruleVersion() == 2)
        .extracting(ActionEvent::phase)
        .containsOnly(Phase.ENDED);
  }

  @Test
  void exchangesTheModelAtTheInstantsThatMessagesNameThroughARestart() throws Exception {
    topics.tell(GONE);
    topics.tell(LOAD);
    topics.tell(SWITCH);
    List<ControlAnswer> answers = topics.awaitAnswers(3);
    play(0, 15);
    topics.awaitScores();
    String savepoint = save(false);
    job = topics.submit(1, Extent.UNBOUNDED, Optional.of(savepoint), model);
    topics.tell(BACK);
    topics.awaitAnswers(4);
    play(15, 30);
    drain();

    assertThat(answers)
        .extracting(ControlAnswer::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.ACCEPTED, Outcome.ACCEPTED);
    assertThat(answers.get(0).problems())
        .containsExactly(new Problem("bundle", "gone: no such folder"));
    assertThat(topics.windowScores())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            scores -> {
              long last = scores.window().endMillis() - 1;
              boolean next = last >= 10_000 && last < 20_000;
              assertThat(scores.model().name()).isEqualTo(next ? "next" : "control");
            });
    assertThat(topics.shadowScores())
        .isNotEmpty()
        .allSatisfy(scores -> assertThat(scores.model().name()).isEqualTo("next"));
    assertThat(topics.events("lobby"))
        .extracting(event -> event.model().name())
        .contains("control", "next");

    JobTopics replay = topics.replayed("replay");
    replay.submit(2, Extent.BOUNDED, Optional.empty(), model).getJobExecutionResult().get();

    assertThat(replay.events("lobby")).isEqualTo(topics.events("lobby"));
  }
}
