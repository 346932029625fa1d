package io.posestream.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.ControlAnswer;
import io.posestream.core.control.ControlAnswer.Outcome;
import io.posestream.core.control.MessageSource;
import io.posestream.core.control.Problem;
import io.posestream.core.model.ModelReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelLedgerTest {
  private static final long NOW = 10_000;
  private static final ModelShelf SHELF =
      new ModelShelf() {
        @Override
        public OfferedModel take(ModelSlot slot, String bundle) {
          if (bundle.equals("gone")) {
            throw new IllegalArgumentException("expected a folder, found nothing");
          }
          return offered(bundle);
        }

        @Override
        public boolean has(ModelSlot slot) {
          return slot == ModelSlot.MAIN;
        }
      };

  private ModelLedger ledger = ModelLedger.EMPTY;

  private static OfferedModel offered(String bundle) {
    return new OfferedModel(bundle, new ModelReference(bundle, "1", "0", "fp32"), Map.of());
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
    ModelLedger.Ruling ruling = ledger.rule(request, SHELF);
    ledger = ruling.ledger();
    return ruling.answer();
  }

  private ControlAnswer send(String id, ModelStep step, long fromMillis) {
    return send(request(id, ModelSlot.MAIN, step, "next", fromMillis));
  }

  private ModelCourse course() {
    return ledger.book().of(ModelSlot.MAIN);
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
    assertThat(course().loaded()).contains(offered("next"));
    assertThat(course().servesLoaded(NOW)).isFalse();

    assertThat(send("b", ModelStep.SWITCH, 5000).version()).isEqualTo(2);
    assertThat(course().servesLoaded(4999)).isFalse();
    assertThat(course().servesLoaded(5000)).isTrue();

    assertThat(send("c", ModelStep.BACK, 7000).version()).isEqualTo(3);
    assertThat(course().servesLoaded(6999)).isTrue();
    assertThat(course().servesLoaded(7000)).isFalse();

    assertThat(send("d", ModelStep.DROP, 8000).version()).isEqualTo(4);
    assertThat(course()).isEqualTo(ModelCourse.CONFIGURED);
  }

  @Test
  void keepsTheModelThatServesWhenTheOtherIsDropped() {
    send("a", ModelStep.LOAD, 0);
    send("b", ModelStep.SWITCH, 5000);
    send("c", ModelStep.DROP, 6000);

    assertThat(course().standing()).contains(offered("next"));
    assertThat(course().loaded()).isEmpty();

    assertThat(send(request("d", ModelSlot.MAIN, ModelStep.LOAD, "third", 0)).outcome())
        .isEqualTo(Outcome.ACCEPTED);
    assertThat(course().loaded()).contains(offered("third"));
  }

  @Test
  void takesASwitchBackThatWaitsForItsTime() {
    send("a", ModelStep.LOAD, 0);
    send("b", ModelStep.SWITCH, 20_000);
    send("c", ModelStep.BACK, 15_000);

    assertThat(course().servesLoaded(20_000)).isFalse();
  }

  @Test
  void refusesAThirdModel() {
    send("a", ModelStep.LOAD, 0);

    assertRefused(send("b", ModelStep.LOAD, 0), "step", "next is loaded; drop one first");
    assertThat(ledger.book().version()).isEqualTo(1);
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
  void refusesAPlaceThatTheJobDoesNotHave() {
    assertRefused(
        send(request("a", ModelSlot.SCENE, ModelStep.LOAD, "next", 0)),
        "replaces",
        "inference.scene-model");
  }

  @Test
  void answersARepetitionAlikeAndChangesNothing() {
    ControlAnswer first = send("a", ModelStep.LOAD, 0);
    send("b", ModelStep.SWITCH, 5000);

    ModelLedger.Ruling again =
        ledger.rule(request("a", ModelSlot.MAIN, ModelStep.LOAD, "next", 0), SHELF);

    assertThat(again.answer()).isEqualTo(first);
    assertThat(again.change()).isEmpty();
    assertRefused(
        send(request("a", ModelSlot.MAIN, ModelStep.DROP, "", 0)), "id", "became version 1");
  }

  @Test
  void takesEachStepOnce() {
    ModelLedger.Ruling loaded =
        ledger.rule(request("a", ModelSlot.MAIN, ModelStep.LOAD, "next", 0), SHELF);
    ModelBook book = loaded.ledger().book();

    assertThat(book.with(loaded.change().orElseThrow())).isSameAs(book);
    assertThat(book.offered(offered("next").reference())).contains(offered("next"));
    assertThat(book.offered(offered("other").reference())).isEmpty();
  }

  @Test
  void boundsWhatIsRememberedOfAPlace() {
    send("a", ModelStep.LOAD, 0);
    for (int i = 0; i < 100; i++) {
      send("s" + i, i % 2 == 0 ? ModelStep.SWITCH : ModelStep.BACK, 1000L * i);
    }

    assertThat(course().turns()).hasSize(20);
    assertThat(course().servesLoaded(98_500)).isTrue();
    assertThat(course().servesLoaded(99_000)).isFalse();
  }
}
