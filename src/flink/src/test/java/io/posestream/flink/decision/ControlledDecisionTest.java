package io.posestream.flink.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ModelStep;
import io.posestream.core.control.models.ReplacementModel;
import io.posestream.core.control.rules.AcceptedRules;
import io.posestream.core.control.rules.CameraRules;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.control.rules.RuleChange;
import io.posestream.core.control.rules.RuleEdit;
import io.posestream.core.control.rules.RuleSettings;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.event.Persistence;
import io.posestream.core.event.Phase;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Thresholds;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.control.BroadcastControl;
import io.posestream.flink.control.ControlSeed;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows of 2 s every second; a fall starts at 0.5, ends below 0.3, is lost after 5 s. */
class ControlledDecisionTest {
  private static final long IDLE_TIMEOUT = 10_000;
  private static final Thresholds ONE = new Thresholds(1, 1);
  private static final ModelDescription MODEL = FakeModel.named("controlled").describe();
  private static final JobRules JOB =
      new JobRules(
          EventRules.of(
              List.of(MODEL),
              EventPolicy.DEFAULTS
                  .withThresholds(new Thresholds(0.5, 0.3))
                  .withPersistence(Persistence.NONE)),
          ZoneRules.NONE,
          ZoneMap.NONE);

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  private KeyedTwoInputStreamOperatorTestHarness<String, ScoreOutcome, ControlChange, ActionEvent>
      operator;

  @BeforeEach
  void open() throws Exception {
    open(ControlState.EMPTY, Optional.empty());
  }

  private void open(ControlState known, Optional<OperatorSubtaskState> state) throws Exception {
    operator =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new ControlledDecision(
                    JOB, new ControlSeed(known), IDLE_TIMEOUT, LabelCatalog.EMPTY),
                List.of(BroadcastControl.RULES, BroadcastControl.MODELS)),
            ScoreOutcome::camera,
            change -> "",
            Types.STRING);
    operator.setup(PoseStreamTypes.actionEvent().createSerializer(new SerializerConfigImpl()));
    if (state.isPresent()) {
      operator.initializeState(state.get());
    }
    operator.open();
  }

  @AfterEach
  void leavesNoKeyedStateAndNoTimerAtTheEndOfInput() throws Exception {
    operator.processWatermark2(new Watermark(Long.MAX_VALUE));
    operator.processWatermark1(new Watermark(Long.MAX_VALUE));

    assertThat(operator.numKeyedStateEntries()).isZero();
    assertThat(operator.numEventTimeTimers()).isZero();
    operator.close();
  }

  private static RuleChange watching(long version, long effectiveFrom, String... labels) {
    CameraRules rules =
        new CameraRules(RuleSettings.NONE, Map.of(), Optional.of(Set.of(labels)), Optional.empty());
    return new RuleChange(
        version, effectiveFrom, List.of(new RuleEdit(Optional.of("cam"), Optional.of(rules))));
  }

  private void tell(ControlChange change) throws Exception {
    operator.processElement2(change, 0);
  }

  private void fall(String camera, long end, double probability) throws Exception {
    fall(camera, end, probability, MODEL.reference());
  }

  private void fall(String camera, long end, double probability, ModelReference model)
      throws Exception {
    float fall = (float) probability;
    WindowScores scores =
        new WindowScores(
            Subject.scene(camera),
            new Window(end - 2000, end),
            MODEL.labelNames(),
            new float[] {fall, 0, 1 - fall},
            1,
            List.of(),
            new Quality(20, 20, 0, 1),
            model,
            "");
    operator.processElement1(scores, end - 1);
  }

  private List<ActionEvent> events() {
    return operator.extractOutputValues();
  }

  @Test
  void endsWhatIsNoLongerWatchedFromTheInstantOn() throws Exception {
    tell(watching(1, 4000, "wave"));
    fall("cam", 3000, 0.9);
    fall("cam", 4000, 0.9);
    assertThat(events()).extracting(ActionEvent::phase).containsExactly(Phase.STARTED);

    fall("cam", 5000, 0.9);

    assertThat(events()).extracting(ActionEvent::phase).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(events().get(1).endReason()).contains(EndReason.CONFIG_CHANGE);
    assertThat(events()).extracting(ActionEvent::ruleVersion).containsExactly(0L, 1L);
  }

  @Test
  void leavesOtherCamerasToTheJobsOwnRules() throws Exception {
    tell(watching(1, 0, "wave"));
    fall("cam", 3000, 0.9);
    fall("yard", 3000, 0.9);

    assertThat(events()).extracting(event -> event.subject().camera()).containsExactly("yard");
    assertThat(events().get(0).ruleVersion()).isZero();
  }

  @Test
  void keepsRulesAndOpenActionsThroughARestart() throws Exception {
    tell(watching(1, 0, "fall"));
    tell(watching(2, 4000, "wave"));
    fall("cam", 3000, 0.9);
    List<ActionEvent> all = new ArrayList<>(events());
    OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    open(ControlState.EMPTY, Optional.of(state));

    fall("cam", 5000, 0.9);

    all.addAll(events());
    assertThat(all).extracting(ActionEvent::phase).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(all).extracting(ActionEvent::ruleVersion).containsExactly(1L, 2L);
  }

  @Test
  void startsWithTheRulesThatWereAcceptedBefore() throws Exception {
    operator.close();
    RuleChange known = watching(1, 0, "wave");
    open(ControlState.of(AcceptedRules.EMPTY.with(known), AcceptedModels.EMPTY), Optional.empty());

    fall("cam", 3000, 0.9);
    tell(known);
    fall("cam", 4000, 0.9);

    assertThat(events()).isEmpty();
  }

  @Test
  void endsTheActionsOfASourceThatIsIdleWhateverTheTimeOfTheMessages() throws Exception {
    fall("cam", 3000, 0.9);
    operator.processWatermark2(new Watermark(Long.MAX_VALUE));
    operator.processWatermark1(new Watermark(3000 + 5000 + IDLE_TIMEOUT - 1));
    assertThat(events()).extracting(ActionEvent::phase).containsExactly(Phase.STARTED);

    operator.processWatermark1(new Watermark(3000 + 5000 + IDLE_TIMEOUT));

    assertThat(events().get(1).endReason()).contains(EndReason.SOURCE_IDLE);
  }

  @Test
  void goesOnWithTheStateOfAJobThatHadNoControlTopic() throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, ScoreOutcome, ActionEvent> before =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new ActionDecision(JOB, IDLE_TIMEOUT, LabelCatalog.EMPTY)),
            ScoreOutcome::camera,
            Types.STRING);
    before.setup(PoseStreamTypes.actionEvent().createSerializer(new SerializerConfigImpl()));
    before.open();
    before.processElement(lastFall(), 2999);
    OperatorSubtaskState state = before.snapshot(1, 1);
    before.close();
    operator.close();
    open(ControlState.EMPTY, Optional.of(state));

    fall("cam", 4000, 0.1);

    assertThat(events()).extracting(ActionEvent::phase).containsExactly(Phase.ENDED);
  }

  private static WindowScores lastFall() {
    return new WindowScores(
        Subject.scene("cam"),
        new Window(1000, 3000),
        MODEL.labelNames(),
        new float[] {0.9f, 0, 0.1f},
        1,
        List.of(),
        new Quality(20, 20, 0, 1),
        MODEL.reference(),
        "");
  }

  @Test
  void judgesTheAnswersOfEachModelByItsOwnThresholds() throws Exception {
    ModelReference next = new ModelReference("next", "2.0.0", "1".repeat(64), "fp32");
    ReplacementModel offered =
        new ReplacementModel(
            "models/next", next, Map.of("fall", new Thresholds(0.95, 0.92), "wave", ONE));
    tell(new ModelChange(1, 0, ModelSlot.MAIN, ModelStep.LOAD, Optional.of(offered), false));

    fall("cam", 3000, 0.9);
    fall("cam", 4000, 0.9, next);
    fall("cam", 8000, 0.99, next);
    fall("cam", 9000, 0.99, next);

    assertThat(events())
        .extracting(ActionEvent::phase)
        .containsExactly(Phase.STARTED, Phase.ENDED, Phase.STARTED);
    assertThat(events().get(2).model()).isEqualTo(next);
  }
}
