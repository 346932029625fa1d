package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ModelStep;
import io.posestream.core.control.models.ReplacementModel;
import io.posestream.core.control.rules.AcceptedRules;
import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.control.ControlSeed;
import io.posestream.flink.fixture.Clips;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.testkit.model.FakeModelFactory;
import io.posestream.testkit.model.ModelCalls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job with one model, {@code old}, beside which {@code next} and {@code third} can be loaded. */
@Timeout(30)
class ControlledInferenceTest {
  private static final InferencePolicy POLICY =
      InferencePolicy.DEFAULTS.withBatching(BatchPolicy.DEFAULTS.withSize(4));

  private final ModelCalls old = FakeModel.named("old").calls();
  private final ModelCalls next = FakeModel.named("next").calls();
  private final ModelCalls third = FakeModel.named("third").calls();

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  private TwoInputStreamOperatorTestHarness<WindowOutcome, ControlChange, ScoreOutcome> operator;

  private long version;

  private static ActionModelFactory bundle(String name) {
    return switch (name) {
      case "gone" -> throw new IllegalStateException("gone: no such folder");
      case "failing" -> FakeModel.named(name).failingOnCall(1);
      default -> new FakeModel(FakeModelFactory.named(name));
    };
  }

  @BeforeEach
  void open() throws Exception {
    open(AcceptedModels.EMPTY, Optional.empty());
  }

  private void open(AcceptedModels known, Optional<OperatorSubtaskState> checkpoint)
      throws Exception {
    ControlState state = ControlState.of(AcceptedRules.EMPTY, known);
    operator =
        new TwoInputStreamOperatorTestHarness<>(
            new ControlledInference(
                ScopeModels.one(bundle("old")),
                ControlledInferenceTest::bundle,
                new ControlSeed(state),
                POLICY));
    operator.setup(
        PoseStreamTypes.scoreOutcome(LabelCatalog.EMPTY)
            .createSerializer(new SerializerConfigImpl()));
    if (checkpoint.isPresent()) {
      operator.initializeState(checkpoint.get());
    }
    operator.open();
    operator.setProcessingTime(0);
  }

  @AfterEach
  void closesEveryModelThatItOpened() throws Exception {
    operator.close();

    for (ModelCalls calls : List.of(old, next, third)) {
      assertThat(calls.closed()).isEqualTo(calls.opened());
    }
  }

  private static ModelChange change(
      long version, ModelStep step, String bundle, long fromMillis, boolean shadow) {
    Optional<ReplacementModel> model =
        step == ModelStep.LOAD
            ? Optional.of(
                new ReplacementModel(
                    bundle, FakeModel.named("described").describe().reference(), Map.of()))
            : Optional.empty();
    return new ModelChange(version, fromMillis, ModelSlot.MAIN, step, model, shadow);
  }

  private void tell(ModelStep step, String bundle, long fromMillis, boolean shadow)
      throws Exception {
    version++;
    operator.processElement2(change(version, step, bundle, fromMillis, shadow), 0);
  }

  private void load(String bundle, boolean shadow) throws Exception {
    tell(ModelStep.LOAD, bundle, 0, shadow);
  }

  private void turn(ModelStep step, long fromMillis) throws Exception {
    tell(step, "", fromMillis, false);
  }

  /** Takes windows with these ends and scores them. */
  private void score(long... ends) throws Exception {
    for (long end : ends) {
      operator.processElement1(Clips.scene("cam", end), end - 1);
    }
    operator.prepareSnapshotPreBarrier(1);
  }

  /** Returns which model answered, in order. */
  private List<String> models() {
    return operator.extractOutputValues().stream()
        .map(any -> ((WindowScores) any).model().name())
        .toList();
  }

  private List<String> shadows() {
    var shadows = operator.getSideOutput(ControlledInference.SHADOW_SCORES);
    return shadows == null
        ? List.of()
        : shadows.stream().map(StreamRecord::getValue).map(any -> any.model().name()).toList();
  }

  private static void awaitOpen(ModelCalls calls) throws InterruptedException {
    while (calls.opened() == 0) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    // The opener counts just before it hands the model over.
    TimeUnit.MILLISECONDS.sleep(50);
  }

  @Test
  void switchesAtTheInstantThatTheMessageNames() throws Exception {
    load("next", false);
    turn(ModelStep.SWITCH, 4000);

    score(3000, 4000, 5000);

    assertThat(models()).containsExactly("old", "old", "next");
  }

  @Test
  void goesBack() throws Exception {
    load("next", false);
    turn(ModelStep.SWITCH, 4000);
    score(5000);
    turn(ModelStep.BACK, 6000);
    score(6000, 7000);

    assertThat(models()).containsExactly("next", "next", "old");
  }

  @Test
  void answersWhatWaitsWithTheModelFromBeforeTheMessage() throws Exception {
    load("next", false);
    operator.processElement1(Clips.scene("cam", 5000), 4999);

    turn(ModelStep.SWITCH, 0);
    score(6000);

    assertThat(models()).containsExactly("old", "next");
  }

  @Test
  void neverHoldsMoreThanTwoModels() throws Exception {
    load("next", false);
    turn(ModelStep.SWITCH, 0);
    score(3000);
    turn(ModelStep.DROP, 0);
    assertThat(old.closed()).isEqualTo(1);

    load("third", false);
    turn(ModelStep.SWITCH, 4000);
    score(5000);
    turn(ModelStep.DROP, 0);

    assertThat(next.closed()).isEqualTo(1);
    assertThat(third.closed()).isZero();
    assertThat(models()).containsExactly("next", "third");
  }

  @Test
  void asksAModelInShadowWithoutLettingItSpeak() throws Exception {
    load("next", true);
    awaitOpen(next);

    score(3000, 4000);

    assertThat(models()).containsExactly("old", "old");
    assertThat(shadows()).containsExactly("next", "next");
  }

  @Test
  void asksNoModelInShadowAfterItsTurnCame() throws Exception {
    load("next", true);
    awaitOpen(next);
    turn(ModelStep.SWITCH, 4000);

    score(4000, 5000);

    assertThat(models()).containsExactly("old", "next");
    assertThat(shadows()).containsExactly("next");
    assertThat(next.clips()).isEqualTo(2);
  }

  @Test
  void goesOnWhenTheModelInShadowFails() throws Exception {
    load("failing", true);
    awaitOpen(ModelCalls.of("failing"));

    score(3000);
    score(4000);

    assertThat(models()).containsExactly("old", "old");
    assertThat(shadows()).isEmpty();
    assertThat(ModelCalls.of("failing").calls()).isEqualTo(1);
  }

  @Test
  void goesOnWithTheOldModelWhereTheNewOneCannotBeOpened() throws Exception {
    load("gone", false);
    turn(ModelStep.SWITCH, 4000);

    score(3000, 5000);

    assertThat(models()).containsExactly("old", "old");
  }

  @Test
  void keepsTheModelsThroughARestart() throws Exception {
    load("next", false);
    turn(ModelStep.SWITCH, 4000);
    OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    open(AcceptedModels.EMPTY, Optional.of(state));

    score(3000, 5000);

    assertThat(models()).containsExactly("old", "next");
  }

  @Test
  void startsWithTheModelsThatWereAcceptedBefore() throws Exception {
    operator.close();
    AcceptedModels known =
        AcceptedModels.EMPTY
            .with(change(1, ModelStep.LOAD, "next", 0, false))
            .with(change(2, ModelStep.SWITCH, "", 0, false))
            .with(change(3, ModelStep.DROP, "", 0, false));
    int before = old.opened();
    open(known, Optional.empty());

    score(3000);

    assertThat(models()).containsExactly("next");
    assertThat(old.opened()).isEqualTo(before);
  }

  @Test
  void startsWithTheModelOfTheConfigurationIfTheOneItKeptIsGone() throws Exception {
    operator.close();
    AcceptedModels known =
        AcceptedModels.EMPTY
            .with(change(1, ModelStep.LOAD, "gone", 0, false))
            .with(change(2, ModelStep.SWITCH, "", 0, false))
            .with(change(3, ModelStep.DROP, "", 0, false));
    open(known, Optional.empty());

    score(3000);

    assertThat(models()).containsExactly("old");
  }

  /** A kind of change that no operator knows. */
  private record OtherChange(long version, long effectiveFromMillis) implements ControlChange {}

  @Test
  void refusesAChangeOfAKindThatItDoesNotKnow() {
    assertThatThrownBy(() -> operator.processElement2(new OtherChange(1, 0), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("OtherChange");
  }

  @Test
  void failsWithoutAnyModel() throws Exception {
    ControlSeed seed = new ControlSeed(ControlState.EMPTY);
    try (var broken =
        new TwoInputStreamOperatorTestHarness<>(
            new ControlledInference(
                ScopeModels.one(new Gone()), BundleCatalog.NONE, seed, POLICY))) {
      assertThatThrownBy(broken::open).hasMessageContaining("no such folder");
    }
  }

  /** A model that was there when the job was built. */
  private record Gone() implements ActionModelFactory {
    @Override
    public ModelDescription describe() {
      return FakeModel.named("described").describe();
    }

    @Override
    public ActionModel open() {
      throw new IllegalStateException("gone: no such folder");
    }
  }

  @Test
  void holdsAWatermarkBehindTheClipsThatCameBeforeIt() throws Exception {
    operator.processWatermark2(new Watermark(Long.MAX_VALUE));
    operator.processElement1(Clips.scene("cam", 3000), 2999);
    operator.processWatermark1(new Watermark(2999));
    assertThat(operator.getOutput()).isEmpty();

    operator.setProcessingTime(20);

    assertThat(operator.getOutput()).hasSize(2).last().isEqualTo(new Watermark(2999));
  }
}
