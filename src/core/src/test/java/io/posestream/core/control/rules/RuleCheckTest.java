package io.posestream.core.control.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlAnswer.Outcome;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import io.posestream.core.control.models.ReplacementCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RuleCheckTest {
  private static final ReplacementCheck NO_MODELS =
      new ReplacementCheck(
          Map.of(),
          bundle -> {
            throw new IllegalStateException("no message asks for model " + bundle);
          });

  private ControlState state = ControlState.EMPTY;

  private ControlAnswer send(String id, long effectiveFrom, RuleEdit... edits) {
    return send(Rules.request(id, effectiveFrom, edits));
  }

  private ControlAnswer send(RuleRequest request) {
    var review = state.review(request, Rules.JOB, NO_MODELS);
    state = review.state();
    return review.answer();
  }

  private void assertRefused(String field, String reason, RuleEdit... edits) {
    ControlState before = state;

    ControlAnswer answer = send("bad", Rules.NOW, edits);

    assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(answer.problems()).hasSize(1);
    assertThat(answer.problems().get(0).field()).isEqualTo(field);
    assertThat(answer.problems().get(0).reason()).contains(reason);
    assertThat(answer.version()).isEqualTo(before.rules().version());
    assertThat(state).isEqualTo(before);
  }

  @Test
  void givesEachAcceptedMessageTheNextVersion() {
    ControlAnswer first = send("a", 5, Rules.general(Rules.watching("fall")));
    ControlAnswer second = send("b", 9, Rules.camera("gate", Rules.watching("wave")));

    assertThat(first.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(first.version()).isEqualTo(1);
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.effectiveFromMillis()).isEqualTo(9);
    assertThat(state.rules().version()).isEqualTo(2);
  }

  @Test
  void letsRulesHoldFromTheTimeOfTheirMessageIfItNamesNone() {
    RuleRequest request =
        new RuleRequest(
            "a",
            Optional.empty(),
            List.of(Rules.general(Rules.watching("fall"))),
            List.of(),
            "digest",
            new MessageSource("control", 0, 0, 777));

    assertThat(send(request).effectiveFromMillis()).isEqualTo(777);
  }

  @Test
  void answersARepetitionAsBefore() {
    ControlAnswer first = send("a", 5, Rules.general(Rules.watching("fall")));
    ControlState before = state;

    assertThat(send("a", 5, Rules.general(Rules.watching("fall")))).isEqualTo(first);
    assertThat(state).isEqualTo(before);
  }

  @Test
  void refusesAnotherMessageOfTheSameId() {
    send("a", 5, Rules.general(Rules.watching("fall")));

    ControlAnswer answer = send("a", 5, Rules.general(Rules.watching("wave")));

    assertThat(answer.problems()).extracting(Problem::field).containsExactly("id");
  }

  @Test
  void refusesWhatCouldNotBeRead() {
    Problem problem = new Problem("message", "expected JSON");
    RuleRequest request =
        new RuleRequest(
            "",
            Optional.empty(),
            List.of(),
            List.of(problem),
            "digest",
            new MessageSource("control", 0, 3, 777));

    assertThat(send(request).problems()).containsExactly(problem);
  }

  @Test
  void refusesAMessageThatSaysNothing() {
    assertRefused("cameras", "expected rules of a camera or the default");
  }

  @Test
  void refusesAnUnknownLabel() {
    assertRefused(
        "cameras.gate.labels.fly",
        "one of [fall, wave], got 'fly'",
        Rules.camera("gate", Rules.of("fly", Rules.thresholds(0.5, 0.4))));
    assertRefused("default.watch", "got 'fly'", Rules.general(Rules.watching("fall", "fly")));
  }

  @Test
  void refusesThresholdsTheWrongWayRound() {
    assertRefused(
        "cameras.gate.labels.fall.exit",
        "expected at most enter, which is 0.4, got 0.6",
        Rules.camera("gate", Rules.of("fall", Rules.thresholds(0.4, 0.6))));
  }

  @Test
  void refusesAnEndAboveTheStartOfTheModel() {
    assertRefused(
        "default.exit",
        "which is 0.6 for fall, got 0.7",
        Rules.general(Rules.all(Rules.thresholds(Double.NaN, 0.7))));
  }

  @Test
  void refusesADefaultThatContradictsTheRulesOfACamera() {
    send(
        "a",
        0,
        Rules.camera(
            "gate", Rules.of("fall", Rules.durations(Optional.of(8000L), Optional.empty()))));

    assertRefused(
        "default.max_duration_ms",
        "at least min_duration_ms, which is 8000 for fall, got 5000",
        Rules.general(Rules.all(Rules.durations(Optional.empty(), Optional.of(5000L)))));
  }

  @Test
  void refusesRulesThatWillContradictOnesThatWait() {
    send("a", 9_000_000, Rules.general(Rules.all(Rules.thresholds(0.5, 0.4))));

    assertRefused(
        "cameras.gate.exit",
        "which is 0.5 for fall, got 0.55",
        Rules.camera("gate", Rules.all(Rules.thresholds(Double.NaN, 0.55))));
  }

  @Test
  void refusesValuesOutOfRange() {
    assertRefused(
        "default.enter", "in 0..1, got 1.5", Rules.general(Rules.all(Rules.thresholds(1.5, 0.4))));
    assertRefused(
        "default.labels.fall.max_duration_ms",
        "got 0",
        Rules.general(Rules.of("fall", Rules.durations(Optional.empty(), Optional.of(0L)))));
  }

  @Test
  void refusesZonesThatAreNotThere() {
    assertRefused(
        "cameras.gate.labels.fall.include",
        "zones out of [yard], got 'door'",
        Rules.camera("gate", Rules.of("fall", Rules.inZones(Set.of("door"), Set.of()))));
    assertRefused(
        "cameras.hall.exclude",
        "got 'yard'",
        Rules.camera("hall", Rules.all(Rules.inZones(Set.of(), Set.of("yard")))));
  }

  @Test
  void takesTheZonesThatTheMessageDraws() {
    CameraRules rules = Rules.of("fall", Rules.inZones(Set.of("door"), Set.of()));

    ControlAnswer answer =
        send("a", 0, Rules.camera("gate", Rules.zones(rules, Rules.zone("door"))));

    assertThat(answer.problems()).isEmpty();
  }

  @Test
  void refusesAZoneToBeIncludedAndExcluded() {
    send("a", 0, Rules.general(Rules.of("fall", Rules.inZones(Set.of(), Set.of("yard")))));

    assertRefused(
        "cameras.gate.labels.fall.include",
        "[yard] in both",
        Rules.camera("gate", Rules.of("fall", Rules.inZones(Set.of("yard"), Set.of()))));
  }

  @Test
  void refusesZonesOfAllCameras() {
    assertRefused(
        "default.zones",
        "under a camera",
        Rules.general(Rules.zones(CameraRules.NONE, Rules.zone("door"))));
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    ControlAnswer answer =
        send(
            "bad",
            0,
            Rules.general(Rules.all(Rules.thresholds(2, -1))),
            Rules.camera("hall", Rules.of("fall", Rules.thresholds(0.1, 0.2))),
            Rules.camera("gate", Rules.of("fly", RuleSettings.NONE)));

    assertThat(answer.problems())
        .extracting(Problem::field)
        .containsExactly(
            "default.enter",
            "default.exit",
            "cameras.hall.labels.fall.exit",
            "cameras.gate.labels.fly");
  }

  @Test
  void boundsTheChangesThatWaitForTheirTime() {
    for (int i = 1; i <= 20; i++) {
      assertThat(send("w" + i, Rules.NOW + i, Rules.general(Rules.watching("fall"))).problems())
          .isEmpty();
    }

    ControlAnswer answer = send("w21", Rules.NOW + 21, Rules.general(Rules.watching("fall")));

    assertThat(answer.problems()).extracting(Problem::field).containsExactly("default");
  }

  @Test
  void boundsWhatIsKeptOfACamera() {
    for (int i = 0; i < 200; i++) {
      send("w" + i, i, Rules.camera("gate", Rules.watching("fall")));
    }

    assertThat(state.rules().timelineOf("gate").dated()).hasSize(RuleTimeline.MOST);
    assertThat(state.rules().version()).isEqualTo(200);
  }

  @Test
  void forgetsCamerasThatWereTakenBackBeforeItRefusesNewOnes() {
    RuleEdit[] all = new RuleEdit[AcceptedRules.MOST_CAMERAS];
    for (int i = 0; i < all.length; i++) {
      all[i] = Rules.camera("cam " + i, Rules.watching("fall"));
    }
    send("all", 0, all);
    assertRefused(
        "cameras", "at most 10000 cameras", Rules.camera("one more", Rules.watching("fall")));

    send("back", 5, Rules.takenBack("cam 7"));

    assertThat(send("one", 9, Rules.camera("one more", Rules.watching("fall"))).outcome())
        .isEqualTo(Outcome.ACCEPTED);
    assertThat(state.rules().cameras())
        .hasSize(AcceptedRules.MOST_CAMERAS)
        .doesNotContainKey("cam 7");
  }

  /** What was accepted can always be followed, for every camera, at every time. */
  @Test
  void acceptsOnlyWhatHoldsTogether() {
    SplittableRandom random = new SplittableRandom(5);
    int accepted = 0;
    int refused = 0;
    for (int series = 0; series < 300; series++) {
      state = ControlState.EMPTY;
      for (int i = 0; i < 10; i++) {
        ControlAnswer answer = send("m" + i, random.nextLong(6), someEdit(random));
        accepted += answer.outcome() == Outcome.ACCEPTED ? 1 : 0;
        refused += answer.outcome() == Outcome.REFUSED ? 1 : 0;
        assertSound();
      }
    }
    assertThat(accepted).isGreaterThan(500);
    assertThat(refused).isGreaterThan(500);
  }

  private static RuleEdit someEdit(SplittableRandom random) {
    RuleSettings settings =
        Rules.thresholds(someShare(random), someShare(random))
            .over(Rules.durations(someTime(random), someTime(random)));
    CameraRules rules =
        random.nextBoolean()
            ? Rules.all(settings)
            : new CameraRules(
                RuleSettings.NONE, Map.of("fall", settings), Optional.empty(), Optional.empty());
    return random.nextBoolean() ? Rules.general(rules) : Rules.camera("gate", rules);
  }

  private static double someShare(SplittableRandom random) {
    return random.nextBoolean() ? Double.NaN : random.nextDouble();
  }

  private static Optional<Long> someTime(SplittableRandom random) {
    return random.nextInt(3) > 0 ? Optional.empty() : Optional.of(random.nextLong(1, 900_000));
  }

  // Rules that contradict are bent until they fit; sound ones stand as they were said.
  private void assertSound() {
    for (long time = 0; time < 6; time++) {
      for (String camera : List.of("gate", "hall")) {
        CameraRules merged = merged(camera, time);
        RulesInForce inForce = new RulesInForce(Rules.JOB);
        inForce.replace(state.rules());
        inForce
            .at(camera, time)
            .events()
            .actions()
            .forEach(
                rule -> {
                  RuleSettings said = merged.of(rule.name());
                  said.exit()
                      .ifPresent(exit -> assertThat(rule.thresholds().exit()).isEqualTo(exit));
                  said.maxDurationMillis()
                      .ifPresent(
                          most ->
                              assertThat(rule.persistence().maxDurationMillis()).isEqualTo(most));
                });
      }
    }
  }

  private CameraRules merged(String camera, long time) {
    CameraRules own =
        state
            .rules()
            .timelineOf(camera)
            .at(time)
            .flatMap(DatedRules::rules)
            .orElse(CameraRules.NONE);
    CameraRules general =
        state.rules().general().at(time).flatMap(DatedRules::rules).orElse(CameraRules.NONE);
    return own.over(general);
  }
}
