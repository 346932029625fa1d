package io.posestream.core.control.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlAnswer.Outcome;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.DescribedModels;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplacementCheckTest {
  private static final long NOW = 10_000;
  private static final ReplacementCheck CHECK =
      new ReplacementCheck(
          Map.of(
              ModelSlot.MAIN,
              new SlotRequirements(
                  described("configured"), EventPolicy.DEFAULTS.thresholdSettings())),
          bundle -> {
            if (bundle.equals("gone")) {
              throw new IllegalStateException("expected a folder, found nothing");
            }
            return described(bundle);
          });

  private static final JobRules JOB =
      new JobRules(new EventRules(List.of(), 0, 10_000, 5000), ZoneRules.NONE, ZoneMap.NONE);

  private ControlState state = ControlState.EMPTY;

  private static ModelDescription described(String name) {
    return DescribedModels.of(name, 16, new ActionLabel("fall", Set.of(Scope.PERSON)));
  }

  private static ReplacementModel model(String bundle) {
    return new ReplacementModel(
        bundle, described(bundle).reference(), Map.of("fall", new Thresholds(0.5, 0.3)));
  }

  private static ModelRequest request(
      String id, ModelSlot slot, ModelStep step, String bundle, long fromMillis) {
    return new ModelRequest(
        id,
        Optional.of(fromMillis),
        slot,
        Optional.of(step),
        Optional.of(bundle),
        false,
        List.of(),
        id + step + bundle,
        new MessageSource("control", 0, 0, NOW));
  }

  private ControlAnswer send(ModelRequest request) {
    var review = review(request);
    state = review.state();
    return review.answer();
  }

  private ControlState.Review review(ModelRequest request) {
    return state.review(request, JOB, CHECK);
  }

  private ControlAnswer send(String id, ModelStep step, long fromMillis) {
    return send(request(id, ModelSlot.MAIN, step, "next", fromMillis));
  }

  private ModelTimeline timeline() {
    return state.models().of(ModelSlot.MAIN);
  }

  private static void assertRefused(ControlAnswer answer, String field, String reason) {
    assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(answer.problems()).hasSize(1);
    Problem problem = answer.problems().get(0);
    assertThat(problem.field()).isEqualTo(field);
    assertThat(problem.reason()).contains(reason);
  }

  @Test
  void loadsSwitchesGoesBackAndDrops() {
    assertThat(send("a", ModelStep.LOAD, 0).version()).isEqualTo(1);
    assertThat(timeline().loaded()).contains(model("next"));
    assertThat(timeline().servesLoaded(NOW)).isFalse();

    assertThat(send("b", ModelStep.SWITCH, 5000).version()).isEqualTo(2);
    assertThat(timeline().servesLoaded(4999)).isFalse();
    assertThat(timeline().servesLoaded(5000)).isTrue();

    assertThat(send("c", ModelStep.BACK, 7000).version()).isEqualTo(3);
    assertThat(timeline().servesLoaded(6999)).isTrue();
    assertThat(timeline().servesLoaded(7000)).isFalse();

    assertThat(send("d", ModelStep.DROP, 8000).version()).isEqualTo(4);
    assertThat(timeline()).isEqualTo(ModelTimeline.CONFIGURED);
  }

  @Test
  void keepsTheModelThatServesWhenTheOtherIsDropped() {
    send("a", ModelStep.LOAD, 0);
    send("b", ModelStep.SWITCH, 5000);
    send("c", ModelStep.DROP, 6000);

    assertThat(timeline().primary()).contains(model("next"));
    assertThat(timeline().loaded()).isEmpty();

    assertThat(send(request("d", ModelSlot.MAIN, ModelStep.LOAD, "third", 0)).outcome())
        .isEqualTo(Outcome.ACCEPTED);
    assertThat(timeline().loaded()).contains(model("third"));
  }

  @Test
  void takesASwitchBackThatWaitsForItsTime() {
    send("a", ModelStep.LOAD, 0);
    send("b", ModelStep.SWITCH, 20_000);
    send("c", ModelStep.BACK, 15_000);

    assertThat(timeline().servesLoaded(20_000)).isFalse();
  }

  @Test
  void refusesAThirdModel() {
    send("a", ModelStep.LOAD, 0);

    assertRefused(send("b", ModelStep.LOAD, 0), "step", "next is loaded; drop one first");
    assertThat(state.models().version()).isEqualTo(1);
  }

  @Test
  void refusesStepsWithoutALoadedModel() {
    for (ModelStep step : List.of(ModelStep.SWITCH, ModelStep.BACK, ModelStep.DROP)) {
      assertRefused(send("a" + step, step, 0), "step", "a model that is loaded");
    }
  }

  @Test
  void refusesToGoBackFromNothing() {
    send("a", ModelStep.LOAD, 0);

    assertRefused(send("b", ModelStep.BACK, 0), "step", "a switch to go back from");
  }

  @Test
  void refusesToDropTheModelThatServesUntilASwitch() {
    send("a", ModelStep.LOAD, 0);
    send("b", ModelStep.SWITCH, NOW + 1);

    assertRefused(send("c", ModelStep.DROP, 0), "step", "no switch that waits");
  }

  @Test
  void refusesABundleThatCannotBeUsed() {
    assertRefused(
        send(request("a", ModelSlot.MAIN, ModelStep.LOAD, "gone", 0)),
        "bundle",
        "expected a folder");
  }

  @Test
  void refusesASlotThatTheJobDoesNotHave() {
    assertRefused(
        send(request("a", ModelSlot.SCENE, ModelStep.LOAD, "next", 0)),
        "replaces",
        "inference.scene-model");
  }

  @Test
  void changesNothingByAStepThatIsKnown() {
    var loaded = review(request("a", ModelSlot.MAIN, ModelStep.LOAD, "next", 0));
    AcceptedModels models = loaded.state().models();

    assertThat(models.with((ModelChange) loaded.change().orElseThrow())).isSameAs(models);
  }

  @Test
  void findsTheModelThatGaveAnAnswer() {
    send("a", ModelStep.LOAD, 0);

    assertThat(state.models().named(model("next").reference())).contains(model("next"));
    assertThat(state.models().named(model("other").reference())).isEmpty();
  }

  @Test
  void boundsWhatIsRememberedOfASlot() {
    send("a", ModelStep.LOAD, 0);
    for (int i = 0; i < 100; i++) {
      send("s" + i, i % 2 == 0 ? ModelStep.SWITCH : ModelStep.BACK, 1000L * i);
    }

    assertThat(timeline().switches()).hasSize(20);
    assertThat(timeline().servesLoaded(98_500)).isTrue();
    assertThat(timeline().servesLoaded(99_000)).isFalse();
  }
}
