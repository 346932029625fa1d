package io.posestream.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.ClipGates;
import io.posestream.core.window.FrameLimits;
import io.posestream.core.window.WindowGrid;
import io.posestream.core.zone.ZoneRule;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.inference.InferencePolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActionRecognitionBuilderTest {
  private final FakeModel model = FakeModel.named("builder");
  private final ActionRecognitionBuilder builder = ActionRecognition.builder(model);
  private final ActionRecognitionBuilder ofCrowds =
      ActionRecognition.builder(model.answeringEach());

  @Test
  void buildsWithItsDefaultsAndOpensNoModel() {
    assertThat(builder.build()).isNotNull();
    assertThat(model.calls().opened()).isZero();
  }

  @Test
  void cutsAndScoresClipsByTheDefaultsOfTheRecords() {
    ActionRecognition recognition = builder.build();
    AssemblyPolicy assembly = recognition.assembly();

    // The model alone says how long its clips are and which joints they have.
    assertThat(assembly)
        .isEqualTo(
            AssemblyPolicy.DEFAULTS
                .withForms(assembly.forms())
                .withLayout(model.describe().layout()));
    assertThat(recognition.inference()).isEqualTo(InferencePolicy.DEFAULTS);
  }

  @Test
  void asksForPersonsAndPairsAndForTheSceneWhereItHasAModel() {
    assertThat(builder.build().assembly().scopes()).containsOnly(Scope.PERSON, Scope.PAIR);

    assertThat(builder.sceneModel(model).build().assembly().scopes())
        .isEqualTo(AssemblyPolicy.DEFAULTS.scopes());
  }

  @Test
  void aLabelOfTracksRaisesNoEventsOfTheScene() {
    EventRules rules = builder.sceneModel(model).build().rules().events();

    assertThat(rules.actions()).isNotEmpty();
    assertThat(rules.actions()).noneMatch(rule -> rule.label().scopes().contains(Scope.SCENE));
  }

  @Test
  void takesSecondLooksByAModelOfTheSameClipsAndLabels() {
    FakeModel looking = FakeModel.named("looking");

    assertThat(ofCrowds.secondLooks(looking, 2).build().inference().secondLooks()).isEqualTo(2);
    assertThat(looking.calls().opened()).isZero();
  }

  @Test
  void fewAreNoCrowdIfThereIsAModelForClips() {
    FakeModel looking = FakeModel.named("looking");

    assertThat(ofCrowds.build().assembly().gates().crowdFrom()).isEqualTo(1);
    assertThat(ofCrowds.secondLooks(looking, 0).build().assembly().gates().crowdFrom())
        .isEqualTo(5);
  }

  @Test
  void refusesSecondLooksByAModelThatItselfHasHeads() {
    assertRefused(
        ofCrowds.secondLooks(FakeModel.named("looking").answeringEach(), 2),
        "second-look-model: expected heads ONE, got EACH");
  }

  @Test
  void refusesANegativeNumberOfSecondLooks() {
    assertRefused(
        builder.secondLooks(FakeModel.named("looking"), -1),
        "second-looks: expected no negative number of clips, got -1");
  }

  @Test
  void refusesAnIdleTimeoutThatIsShorterThanAWindow() {
    assertRefused(
        builder.idleTimeout(Duration.ofMillis(1999)),
        "idle-timeout: expected at least the window length of 2000 ms, got 1999");
  }

  @Test
  void checksTheIdleTimeoutAgainstTheWindowsThatAreSet() {
    builder.windows(new WindowGrid(15_000, 5000, WindowGrid.Phase.ALIGNED));

    assertRefused(
        builder, "idle-timeout: expected at least the window length of 15000 ms, got 10000");
  }

  @Test
  void refusesANegativeDisorder() {
    assertRefused(
        builder.maxOutOfOrderness(Duration.ofMillis(-1)),
        "max-out-of-orderness: expected >= 0, got -1");
  }

  @Test
  void refusesWindowsOfNoFrames() {
    assertRefused(builder.minFrames(0), "min-frames: expected a positive number, got 0");
  }

  @Test
  void refusesToCutNoClips() {
    assertRefused(builder.scopes(Set.of()), "scopes: expected at least one scope, got []");
  }

  @Test
  void refusesToGatePersonsByASceneThatIsNotScored() {
    assertRefused(
        builder.scopes(Set.of(Scope.PERSON)).sceneScore(0.5),
        "scene-score: expected scope scene to take it from, got [PERSON]");
    assertRefused(builder.sceneScore(1.5), "scene-score: expected 0..1, got 1.5");
  }

  @Test
  void refusesASceneModelWithoutAScene() {
    assertRefused(
        builder.scopes(Set.of(Scope.PERSON)).sceneModel(FakeModel.named("scenes")),
        "scene-model: expected scope scene to use it for, got [PERSON]");
  }

  @Test
  void refusesToLetZonesCountThatNoCameraHas() {
    assertRefused(
        builder.zoneRules(new ZoneRules(new ZoneRule(Set.of("door"), Set.of()), Map.of())),
        "zone rules: expected zones of a camera, got 'door'; there are []");
  }

  @Test
  void refusesARuleOfALabelTheModelDoesNotHave() {
    assertRefused(
        builder.zoneRules(new ZoneRules(ZoneRule.ANYWHERE, Map.of("fal", ZoneRule.ANYWHERE))),
        "zone rules: expected labels of the model, got 'fal'");
  }

  @Test
  void refusesGatesOutOfRange() {
    assertThatThrownBy(() -> ClipGates.DEFAULTS.withMinSeen(25))
        .hasMessage("min-seen: expected 0..1, got 25.0");
    assertThatThrownBy(() -> ClipGates.DEFAULTS.withPairDistance(0))
        .hasMessage("pair-distance: expected a positive number, got 0.0");
    assertThatThrownBy(() -> ClipGates.DEFAULTS.withMaxClips(0))
        .hasMessage("max-clips: expected a positive number, got 0");
    assertThatThrownBy(() -> ClipGates.DEFAULTS.withCrowdFrom(0))
        .hasMessage("crowd-from: expected a positive number, got 0");
  }

  @Test
  void refusesToLoseASubjectAtOnce() {
    assertRefused(
        builder.events(policy(Map.of(), 0)), "lost-after: expected a positive time, got 0 ms");
  }

  @Test
  void refusesThresholdsOfALabelTheModelDoesNotHave() {
    assertRefused(
        builder.events(policy(Map.of("fal", new Thresholds(0.6, 0.4)), 5000)),
        "expected settings for labels of model builder, got 'fal'; it has [fall, wave, other]");
  }

  @Test
  void refusesThresholdsInTheWrongOrder() {
    assertThatThrownBy(() -> new Thresholds(0.4, 0.6))
        .hasMessage("expected 0 <= exit <= enter <= 1, got enter 0.4, exit 0.6");
  }

  @Test
  void refusesAStrideThatLeavesInstantsOut() {
    assertThatThrownBy(() -> new WindowGrid(2000, 3000, WindowGrid.Phase.ALIGNED))
        .hasMessage("expected 0 < stride <= length, got stride 3000 ms, length 2000 ms");
  }

  @Test
  void refusesBoundsThatAdmitNothing() {
    assertThatThrownBy(() -> FrameLimits.DEFAULTS.withMaxPersons(0))
        .hasMessage("max-persons: expected a positive number, got 0");
  }

  private static EventPolicy policy(Map<String, Thresholds> thresholds, long lostAfterMillis) {
    return EventPolicy.DEFAULTS
        .withLabelThresholds(thresholds)
        .withSmoothing(0)
        .withUpdateIntervalMillis(0)
        .withLostAfterMillis(lostAfterMillis);
  }

  private static void assertRefused(ActionRecognitionBuilder builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
