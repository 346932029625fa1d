package io.posestream.flink.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlAnswer.Outcome;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelRequest;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ModelStep;
import io.posestream.core.control.models.ReplacementCheck;
import io.posestream.core.control.models.ReplacementModel;
import io.posestream.core.control.models.SlotRequirements;
import io.posestream.core.control.rules.CameraRules;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.control.rules.RuleChange;
import io.posestream.core.control.rules.RuleEdit;
import io.posestream.core.control.rules.RuleRequest;
import io.posestream.core.control.rules.RuleSettings;
import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlReviewTest {
  private static final JobRules JOB =
      new JobRules(
          EventRules.of(List.of(FakeModel.named("configured").describe()), EventPolicy.DEFAULTS),
          ZoneRules.NONE,
          ZoneMap.NONE);
  private static final FakeModel CONFIGURED = FakeModel.named("configured");
  private static final ReplacementCheck REPLACEMENTS =
      new ReplacementCheck(
          Map.of(
              ModelSlot.MAIN,
              new SlotRequirements(
                  CONFIGURED.describe(), EventPolicy.DEFAULTS.thresholdSettings())),
          name -> bundle(name).describe());

  private static ActionModelFactory bundle(String name) {
    if (name.equals("gone")) {
      throw new IllegalStateException("gone: no such folder");
    }
    FakeModel model = FakeModel.named(name);
    return name.equals("longer") ? new FakeModel(model.settings().withClipLength(32)) : model;
  }

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  private OneInputStreamOperatorTestHarness<ControlRequest, ControlChange> operator;

  @BeforeEach
  void open() throws Exception {
    open(ControlState.EMPTY, Optional.empty());
  }

  private void open(ControlState known, Optional<OperatorSubtaskState> state) throws Exception {
    operator =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new ControlReview(JOB, REPLACEMENTS, new ControlSeed(known))));
    operator.setup(PoseStreamTypes.controlChange().createSerializer(new SerializerConfigImpl()));
    if (state.isPresent()) {
      operator.initializeState(state.get());
    }
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  private static RuleRequest watching(String id, String label) {
    CameraRules rules =
        new CameraRules(RuleSettings.NONE, Map.of(), Optional.of(Set.of(label)), Optional.empty());
    return new RuleRequest(
        id,
        Optional.of(5000L),
        List.of(new RuleEdit(Optional.empty(), Optional.of(rules))),
        List.of(),
        id + label,
        new MessageSource("control", 0, 0, 1000));
  }

  private ControlAnswer send(ControlRequest request) throws Exception {
    operator.processElement(request, 0);
    List<StreamRecord<ControlAnswer>> answers =
        List.copyOf(operator.getSideOutput(ControlReview.ANSWERS));
    return answers.get(answers.size() - 1).getValue();
  }

  @Test
  void sendsOnWhatItAccepts() throws Exception {
    ControlAnswer answer = send(watching("a", "fall"));

    assertThat(answer.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(operator.extractOutputValues())
        .containsExactly(new RuleChange(1, 5000, watching("a", "fall").edits()));
  }

  @Test
  void keepsBackWhatItRefuses() throws Exception {
    ControlAnswer answer = send(watching("a", "fly"));

    assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(answer.problems())
        .extracting(problem -> problem.field())
        .containsExactly("default.watch");
    assertThat(operator.extractOutputValues()).isEmpty();
  }

  @Test
  void sendsARepetitionOnOnlyOnce() throws Exception {
    ControlAnswer first = send(watching("a", "fall"));

    assertThat(send(watching("a", "fall"))).isEqualTo(first);
    assertThat(operator.extractOutputValues()).hasSize(1);
  }

  @Test
  void goesOnCountingAfterARestart() throws Exception {
    send(watching("a", "fall"));
    OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    open(ControlState.EMPTY, Optional.of(state));

    assertThat(send(watching("a", "fall")).version()).isEqualTo(1);
    assertThat(send(watching("b", "wave")).version()).isEqualTo(2);
  }

  @Test
  void prefersItsStateToWhatTheTopicHeldAtTheStart() throws Exception {
    send(watching("a", "fall"));
    OperatorSubtaskState state = operator.snapshot(1, 1);
    ControlState topic = ControlState.EMPTY;
    for (String id : List.of("a", "b", "c")) {
      topic = topic.review(watching(id, "fall"), JOB, REPLACEMENTS).state();
    }
    operator.close();
    open(topic, Optional.of(state));

    assertThat(send(watching("b", "fall")).version()).isEqualTo(2);
  }

  @Test
  void startsWithWhatTheTopicHeldIfItHasNoState() throws Exception {
    operator.close();
    open(
        ControlState.EMPTY.review(watching("a", "fall"), JOB, REPLACEMENTS).state(),
        Optional.empty());

    assertThat(send(watching("b", "wave")).version()).isEqualTo(2);
  }

  private static ModelRequest model(String id, ModelStep step, String bundle) {
    return new ModelRequest(
        id,
        Optional.of(5000L),
        ModelSlot.MAIN,
        Optional.of(step),
        step == ModelStep.LOAD ? Optional.of(bundle) : Optional.empty(),
        false,
        List.of(),
        id + step + bundle,
        new MessageSource("control", 0, 0, 1000));
  }

  @Test
  void countsModelsApartFromRules() throws Exception {
    send(watching("a", "fall"));

    ControlAnswer loaded = send(model("b", ModelStep.LOAD, "next"));

    assertThat(loaded.kind()).isEqualTo(ControlAnswer.Kind.MODEL);
    assertThat(loaded.version()).isEqualTo(1);
    assertThat(operator.extractOutputValues())
        .last()
        .isInstanceOfSatisfying(
            ModelChange.class,
            change -> {
              ReplacementModel model = change.model().orElseThrow();
              assertThat(model.bundle()).isEqualTo("next");
              assertThat(model.reference().name()).isEqualTo("next");
              assertThat(model.thresholds()).containsOnlyKeys("fall", "wave");
            });
  }

  @ParameterizedTest
  @CsvSource({"gone, no such folder", "longer, 'clip length 16, as the one it replaces, found 32'"})
  void refusesABundleThatDoesNotFitTheSlot(String bundle, String reason) throws Exception {
    ControlAnswer answer = send(model("a", ModelStep.LOAD, bundle));

    assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(answer.problems()).hasSize(1);
    assertThat(answer.problems().get(0).field()).isEqualTo("bundle");
    assertThat(answer.problems().get(0).reason()).contains(reason);
    assertThat(operator.extractOutputValues()).isEmpty();
  }

  @Test
  void remembersWhatIsLoadedThroughARestart() throws Exception {
    send(model("a", ModelStep.LOAD, "next"));
    OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    open(ControlState.EMPTY, Optional.of(state));

    assertThat(send(model("b", ModelStep.LOAD, "third")).problems())
        .extracting(Problem::field)
        .containsExactly("step");
    assertThat(send(model("c", ModelStep.SWITCH, "")).version()).isEqualTo(2);
  }
}
