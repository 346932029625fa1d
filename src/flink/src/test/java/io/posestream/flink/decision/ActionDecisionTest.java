package io.posestream.flink.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.rules.JobRules;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.event.Persistence;
import io.posestream.core.event.Phase;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.Unscored;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.CameraSilence;
import io.posestream.core.window.EmptyWindow;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of 2 s every second; a fall starts at 0.5, ends below 0.3, is lost after 5 s. */
class ActionDecisionTest {
  private static final long LOST_AFTER = 5000;
  private static final long IDLE_TIMEOUT = 10_000;
  private static final Subject SCENE = Subject.scene("cam");
  private static final Subject PERSON = Subject.person("cam", "7");
  private static final ModelDescription MODEL = FakeModel.named("decision").describe();
  private static final LabelCatalog LABELS = LabelCatalog.of(List.of(MODEL));

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  private KeyedOneInputStreamOperatorTestHarness<String, ScoreOutcome, ActionEvent> operator;

  @BeforeEach
  void open() throws Exception {
    open(new HashMapStateBackend(), Optional.empty());
  }

  private void reopen(boolean rocksDb, Optional<OperatorSubtaskState> state) throws Exception {
    operator.close();
    open(rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend(), state);
  }

  private void open(StateBackend backend, Optional<OperatorSubtaskState> state) throws Exception {
    EventPolicy policy =
        EventPolicy.DEFAULTS
            .withPersistence(Persistence.NONE)
            .withSmoothing(0)
            .withUpdateIntervalMillis(0)
            .withLostAfterMillis(LOST_AFTER);
    EventRules rules = EventRules.of(List.of(MODEL), policy);
    operator =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(
                new ActionDecision(
                    new JobRules(rules, ZoneRules.NONE, ZoneMap.NONE), IDLE_TIMEOUT, LABELS)),
            ScoreOutcome::camera,
            Types.STRING);
    operator.setStateBackend(backend);
    operator.setup(PoseStreamTypes.actionEvent().createSerializer(new SerializerConfigImpl()));
    if (state.isPresent()) {
      operator.initializeState(state.get());
    }
    operator.open();
  }

  @AfterEach
  void leavesNoStateAndNoTimerAtTheEndOfInput() throws Exception {
    operator.processWatermark(Long.MAX_VALUE);

    assertThat(operator.numKeyedStateEntries()).isZero();
    assertThat(operator.numEventTimeTimers()).isZero();
    operator.close();
  }

  /** Scores of consecutive windows, of which the first ends at {@code firstEnd}. */
  private static List<WindowScores> falls(Subject subject, long firstEnd, double... probabilities) {
    List<WindowScores> scores = new ArrayList<>();
    for (int i = 0; i < probabilities.length; i++) {
      float fall = (float) probabilities[i];
      long end = firstEnd + 1000L * i;
      scores.add(
          new WindowScores(
              subject,
              new Window(end - 2000, end),
              MODEL.labelNames(),
              new float[] {fall, 0, 1 - fall},
              1,
              List.of(),
              new Quality(20, 20, 0, 1),
              MODEL.reference(),
              ""));
    }
    return scores;
  }

  private void take(Subject subject, long firstEnd, double... probabilities) throws Exception {
    feed(falls(subject, firstEnd, probabilities));
  }

  private void feed(List<WindowScores> answers) throws Exception {
    for (WindowScores scores : answers) {
      operator.processElement(scores, scores.window().endMillis() - 1);
    }
  }

  private List<ActionEvent> events() {
    return operator.extractOutputValues();
  }

  private List<Phase> phases() {
    return events().stream().map(ActionEvent::phase).toList();
  }

  @Test
  void emitsOneStartAndOneEndPerAction() throws Exception {
    take(SCENE, 2000, 0.05, 0.8, 0.9, 0.7, 0.1, 0.0);

    assertThat(phases()).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(events().get(0).startMillis()).isEqualTo(1000);
    assertThat(events().get(1).endMillis()).contains(5000L);
    assertThat(events().get(1).endReason()).contains(EndReason.BELOW_THRESHOLD);
  }

  @Test
  void keepsAnActionBetweenTheTwoThresholds() throws Exception {
    take(SCENE, 2000, 0.49, 0.5, 0.31, 0.49, 0.3, 0.29, 0.49);

    assertThat(phases()).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(events().get(1).endMillis()).contains(6000L);
  }

  @Test
  void givesAllStepsOfAnActionOneIdAndEachActionAnother() throws Exception {
    take(SCENE, 2000, 0.9, 0.1, 0.9, 0.1);

    assertThat(events()).extracting(ActionEvent::sequence).containsExactly(0, 1, 0, 1);
    assertThat(events().get(1).eventId()).isEqualTo(events().get(0).eventId());
    assertThat(events().get(3).eventId()).isEqualTo(events().get(2).eventId());
    assertThat(events().get(2).eventId()).isNotEqualTo(events().get(0).eventId());
  }

  @Test
  void givesTheSameEventsToTheSameScores() throws Exception {
    take(SCENE, 2000, 0.9, 0.1);
    List<ActionEvent> first = events();
    reopen(false, Optional.empty());

    take(SCENE, 2000, 0.9, 0.1);

    assertThat(events()).isEqualTo(first);
    assertThat(first.get(0).eventId()).isEqualTo("7ccc5d0c-ac24-3777-a33a-895865d2b8e8");
  }

  @Test
  void keepsTheActionsOfSubjectsApart() throws Exception {
    take(PERSON, 2000, 0.9);
    take(Subject.person("cam", "8"), 2000, 0.9);
    take(Subject.scene("cam"), 2000, 0.9);
    take(Subject.person("yard", "7"), 2000, 0.9);

    assertThat(events()).extracting(ActionEvent::eventId).doesNotHaveDuplicates().hasSize(4);
  }

  @Test
  void forgetsACameraWithItsLastAction() throws Exception {
    take(SCENE, 2000, 0.9);
    take(PERSON, 2000, 0.9);
    take(SCENE, 3000, 0.05);
    assertThat(operator.numKeyedStateEntries()).isEqualTo(2);

    take(PERSON, 3000, 0.05);
    take(SCENE, 4000, 0.05);
    take(PERSON, 4000, 0.05);
    operator.processWatermark(2000 + LOST_AFTER + IDLE_TIMEOUT);
    assertThat(operator.numKeyedStateEntries() + operator.numEventTimeTimers()).isZero();
  }

  @Test
  void keepsNoStateWhileNothingHappens() throws Exception {
    take(SCENE, 2000, 0.05, 0.09, 0.03);

    assertThat(operator.numKeyedStateEntries() + operator.numEventTimeTimers()).isZero();
  }

  @Test
  void endsTheActionOfATrackThatIsGoneWhileTheCameraGoesOn() throws Exception {
    take(PERSON, 2000, 0.9);
    take(SCENE, 2000, 0, 0, 0, 0, 0);
    assertThat(phases()).containsExactly(Phase.STARTED);

    take(SCENE, 7000, 0);
    assertThat(phases()).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(events().get(1).endReason()).contains(EndReason.TRACK_LOST);
    assertThat(events().get(1).endMillis()).contains(2000L);
  }

  @Test
  void endsTheActionsOfASourceThatIsIdle() throws Exception {
    take(SCENE, 2000, 0.9, 0.8);

    operator.processWatermark(3000 + LOST_AFTER + IDLE_TIMEOUT - 1);
    assertThat(phases()).containsExactly(Phase.STARTED);

    operator.processWatermark(3000 + LOST_AFTER + IDLE_TIMEOUT);
    assertThat(events().get(1).endReason()).contains(EndReason.SOURCE_IDLE);
    assertThat(operator.numKeyedStateEntries() + operator.numEventTimeTimers()).isZero();
  }

  @Test
  void endsTheActionsOfASilentCameraInTimeAndHoldsNoNeighbourBack() throws Exception {
    Subject neighbour = Subject.scene("yard");
    take(SCENE, 2000, 0.9);
    long silentUntil = 2000 + LOST_AFTER + IDLE_TIMEOUT;
    for (long end = 2000; end <= silentUntil; end += 1000) {
      assertThat(endsOf("cam")).isEmpty();
      int before = events().size();
      take(neighbour, end, end % 2000 == 0 ? 0.9 : 0.1);
      assertThat(events()).hasSize(before + 1);
      operator.processWatermark(end);
    }

    assertThat(endsOf("cam")).containsExactly(EndReason.SOURCE_IDLE);
  }

  private List<EndReason> endsOf(String camera) {
    return events().stream()
        .filter(event -> event.subject().camera().equals(camera))
        .flatMap(event -> event.endReason().stream())
        .toList();
  }

  private void nobody(long end) throws Exception {
    Window window = new Window(end - 2000, end);
    operator.processElement(new Unscored(new EmptyWindow("cam", window, 20)), end - 1);
  }

  private void silence(long end) throws Exception {
    Window window = new Window(end - 10_000, end);
    operator.processElement(new Unscored(new CameraSilence("cam", window)), end - 1);
  }

  @Test
  void endsTheActionOfTheOnlyPersonWhoLeaves() throws Exception {
    take(PERSON, 2000, 0.9);
    for (long end = 3000; end < 2000 + LOST_AFTER; end += 1000) {
      nobody(end);
    }
    assertThat(phases()).containsExactly(Phase.STARTED);

    nobody(2000 + LOST_AFTER);
    assertThat(phases()).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(events().get(1).endReason()).contains(EndReason.TRACK_LOST);
  }

  @Test
  void endsTheActionOfASceneThatNobodyIsInAnyMore() throws Exception {
    take(SCENE, 2000, 0.9);

    nobody(3000);

    assertThat(phases()).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(events().get(1).endReason()).contains(EndReason.BELOW_THRESHOLD);
    assertThat(events().get(1).actionId()).isEqualTo(events().get(0).actionId());
    assertThat(events().get(1).endMillis()).contains(2000L);
  }

  @Test
  void setsOneTimerForACameraHoweverManyScoresCome() throws Exception {
    for (long end = 2000; end < 30_000; end += 1000) {
      take(SCENE, end, 0.9);
      take(PERSON, end, end % 3000 == 0 ? 0.9 : 0.1);
      operator.processWatermark(end - 500);

      assertThat(operator.numEventTimeTimers()).isEqualTo(1);
    }
  }

  @Test
  void endsEverythingOnceItsCameraIsSilent() throws Exception {
    take(SCENE, 2000, 0.9);
    take(PERSON, 2000, 0.9);

    silence(12_000);

    assertThat(endsOf("cam")).containsExactly(EndReason.SOURCE_IDLE, EndReason.SOURCE_IDLE);
    operator.processWatermark(2000 + LOST_AFTER + IDLE_TIMEOUT);
    assertThat(operator.numKeyedStateEntries() + operator.numEventTimeTimers()).isZero();
  }

  @Test
  void givesTheSameEndsWhetherOrNotTheSilenceIsToldOf() throws Exception {
    take(SCENE, 2000, 0.9);
    silence(12_000);
    take(SCENE, 20_000, 0.9);
    operator.processWatermark(Long.MAX_VALUE);
    List<ActionEvent> told = events();
    reopen(false, Optional.empty());

    take(SCENE, 2000, 0.9);
    take(SCENE, 20_000, 0.9);
    operator.processWatermark(Long.MAX_VALUE);

    assertThat(events()).isEqualTo(told).hasSize(4);
  }

  @Test
  void saysNothingOfAnEmptyPlace() throws Exception {
    nobody(3000);
    silence(12_000);

    assertThat(events()).isEmpty();
    assertThat(operator.numKeyedStateEntries() + operator.numEventTimeTimers()).isZero();
  }

  @Test
  void endsWhatIsOpenAtTheEndOfInput() throws Exception {
    take(SCENE, 2000, 0.9);
    take(PERSON, 2000, 0.9);

    operator.processWatermark(Long.MAX_VALUE);

    assertThat(phases()).containsExactly(Phase.STARTED, Phase.STARTED, Phase.ENDED, Phase.ENDED);
  }

  @Test
  void startsAnewIfTheSubjectComesBackAfterItWasLost() throws Exception {
    take(SCENE, 2000, 0.9);
    take(SCENE, 8000, 0.9);

    assertThat(phases()).containsExactly(Phase.STARTED, Phase.ENDED, Phase.STARTED);
  }

  /** Its neighbour's clock is ahead: event time is past everything this camera is scored for. */
  @ParameterizedTest
  @ValueSource(longs = {0, 4000, 6000, 9000})
  void doesNotEndTheActionOfACameraThatLagsBehindItsNeighbours(long lag) throws Exception {
    for (int i = 0; i < 20; i++) {
      long end = 2000 + 1000L * i;
      take(SCENE, end, 0.9);
      operator.processWatermark(end + lag);
    }

    assertThat(phases()).containsExactly(Phase.STARTED);
  }

  @Test
  void givesTheSameEventsHoweverFarTheWatermarkLags() throws Exception {
    take(SCENE, 2000, 0.9, 0.9);
    take(PERSON, 2000, 0.9, 0.9);
    take(SCENE, 4000, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1);
    operator.processWatermark(Long.MAX_VALUE);
    List<ActionEvent> held = events();
    reopen(false, Optional.empty());

    take(SCENE, 2000, 0.9, 0.9);
    take(PERSON, 2000, 0.9, 0.9);
    for (int end = 4000; end < 10_000; end += 1000) {
      take(SCENE, end, 0.9);
      operator.processWatermark(end - 1);
    }
    take(SCENE, 10_000, 0.1);

    assertThat(events()).isEqualTo(held).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, true", "4, true", "5, true"})
  void goesOnFromASnapshotAsIfUndisturbed(int cut, boolean rocksDb) throws Exception {
    List<WindowScores> scores = falls(SCENE, 2000, 0.1, 0.8, 0.9, 0.4, 0.2, 0.9);
    feed(scores);
    operator.processWatermark(Long.MAX_VALUE);
    List<ActionEvent> undisturbed = events();

    reopen(rocksDb, Optional.empty());
    feed(scores.subList(0, cut));
    List<ActionEvent> disturbed = new ArrayList<>(events());
    reopen(rocksDb, Optional.of(operator.snapshot(1, 1)));
    feed(scores.subList(cut, scores.size()));
    operator.processWatermark(Long.MAX_VALUE);
    disturbed.addAll(events());
    reopen(false, Optional.empty());

    assertThat(disturbed).isEqualTo(undisturbed).hasSize(4);
  }
}
