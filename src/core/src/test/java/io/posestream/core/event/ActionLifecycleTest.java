package io.posestream.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.posestream.core.model.Thresholds;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Windows of 2 s every second; an action enters at 0.6, exits below 0.4, is lost after 5 s. */
class ActionLifecycleTest {
  private static final Persistence CONFIRMED =
      Persistence.DEFAULTS.withConfirmWindows(2).withGapMillis(0);
  private static final Persistence PATIENT = Persistence.DEFAULTS.withGapMillis(2000);
  private static final Persistence COOLING =
      Persistence.DEFAULTS.withGapMillis(0).withCoolDownMillis(10_000);

  private static List<Object> timing(ActionEvent event) {
    return List.of(event.startMillis(), event.endMillis().orElse(-1L));
  }

  private static Optional<EndReason> lastReason(Watch watch) {
    return watch.events.get(watch.events.size() - 1).endReason();
  }

  @Test
  void givesOneStartAndOneEndPerAction() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.falls(0, 0.1, 0.7, 0.9, 0.5, 0.45, 0.2, 0.1);

    assertThat(watch.events)
        .extracting(ActionEvent::phase, ActionEvent::startMillis, ActionEvent::endMillis)
        .containsExactly(
            tuple(Phase.STARTED, 1000L, Optional.empty()),
            tuple(Phase.ENDED, 1000L, Optional.of(6000L)));
    assertThat(lastReason(watch)).contains(EndReason.BELOW_THRESHOLD);
  }

  @Test
  void doesNotStartBetweenTheThresholds() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.falls(0, 0.5, 0.55, 0.59);

    assertThat(watch.events).isEmpty();
  }

  @Test
  void raisesNoAlarmFromOneBadWindow() {
    Watch watch = Watch.under(CONFIRMED);
    watch.falls(0, 0.1, 0.99, 0.1, 0.99, 0.1);

    assertThat(watch.events).isEmpty();
  }

  @Test
  void startsWithTheWindowsThatConfirmIt() {
    Watch watch = Watch.under(CONFIRMED);
    watch.falls(0, 0.45, 0.45, 0.7);

    assertThat(watch.phases()).containsExactly("fall STARTED");
    assertThat(watch.events.get(0).startMillis()).isEqualTo(1000);
    assertThat(watch.events.get(0).window().startMillis()).isEqualTo(2000);
  }

  @Test
  void isConfirmedByTheFaintEdgeOfAnAction() {
    Watch watch = Watch.under(CONFIRMED);
    watch.falls(0, 0.15, 0.7, 0.1);

    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED");
    assertThat(timing(watch.events.get(1))).isEqualTo(List.of(0L, 3000L));
  }

  @Test
  void startsInTheFaintWindowBeforeTheFirstClearOne() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.falls(0, 0.1, 0.15, 0.7, 0.1);

    assertThat(timing(watch.events.get(1))).isEqualTo(List.of(1000L, 4000L));
  }

  @Test
  void creditsWhatOneDoesWithAnotherToOnePairAtATime() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.take(Watch.pair("1", "2", 0, 0.8));
    watch.take(Watch.pair("2", "3", 0, 0.7));
    watch.take(Watch.pair("4", "5", 0, 0.7));
    watch.take(Watch.pair("1", "2", 1000, 0.1));
    watch.take(Watch.pair("2", "3", 1000, 0.7));

    assertThat(watch.events)
        .extracting(event -> event.subject().tracks(), ActionEvent::phase)
        .containsExactly(
            tuple(List.of("1", "2"), Phase.STARTED),
            tuple(List.of("4", "5"), Phase.STARTED),
            tuple(List.of("1", "2"), Phase.ENDED),
            tuple(List.of("2", "3"), Phase.STARTED));
  }

  @Test
  void letsAPairStartThatShowsMoreClearlyThanItsNeighbours() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.take(Watch.pair("1", "2", 0, 0.7));
    watch.take(Watch.pair("2", "3", 1000, 0.9));

    assertThat(watch.phases()).containsExactly("fall STARTED", "fall STARTED");
  }

  @Test
  void bridgesAGap() {
    Watch watch = Watch.under(PATIENT);
    watch.falls(0, 0.7, 0.1, 0.1, 0.7, 0.1, 0.1, 0.1);

    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED");
    assertThat(timing(watch.events.get(1))).isEqualTo(List.of(0L, 5000L));
  }

  @Test
  void bridgesAGapInWhichTheSubjectIsOutOfSight() {
    Watch watch = Watch.under(Persistence.DEFAULTS.withGapMillis(9000));
    watch.falls(0, 0.7);
    watch.falls(8000, 0.7);

    assertThat(watch.phases()).containsExactly("fall STARTED");
  }

  @Test
  void endsAnActionThatLastsTooLongAndStartsAnew() {
    Watch watch = Watch.under(Persistence.DEFAULTS.withMaxDurationMillis(4000).withGapMillis(0));
    watch.falls(0, 0.7, 0.7, 0.7, 0.7, 0.7);

    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED", "fall STARTED");
    assertThat(watch.events.get(1).endReason()).contains(EndReason.MAX_DURATION);
    assertThat(timing(watch.events.get(1))).isEqualTo(List.of(0L, 4000L));
    assertThat(watch.events.get(2).startMillis()).isEqualTo(4000);
  }

  @Test
  void retractsWhatWasTooShort() {
    Watch watch = Watch.under(Persistence.DEFAULTS.withMinDurationMillis(3000).withGapMillis(0));
    watch.falls(0, 0.7, 0.1, 0.7, 0.7, 0.1);

    assertThat(watch.phases())
        .containsExactly("fall STARTED", "fall RETRACTED", "fall STARTED", "fall ENDED");
    assertThat(watch.events.get(1).endReason()).isEmpty();
  }

  @Test
  void swallowsWhatComesBackWithinTheCoolDown() {
    Watch watch = Watch.under(COOLING);
    watch.falls(0, 0.7, 0.1, 0.7, 0.1);
    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED");

    watch.falls(10_000, 0.7);
    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED", "fall STARTED");
  }

  @Test
  void swallowsNoMoreSevereAction() {
    Watch watch =
        new Watch(
            Watch.rules(
                Watch.rule("fall", COOLING, "posture", 3),
                Watch.rule("walk", COOLING, "posture", 1)));
    watch.take(Watch.person("7", 0, 0, 0.7));
    watch.take(Watch.person("7", 1000, 0.7, 0));
    watch.take(Watch.person("7", 2000, 0, 0.7));

    assertThat(watch.phases())
        .containsExactly("walk STARTED", "walk ENDED", "fall STARTED", "fall ENDED");
  }

  @Test
  void swallowsNobodyNew() {
    Watch watch = new Watch(Watch.rules(Watch.rule("fall", COOLING)));
    List<String> both = List.of("7", "8");
    watch.take(Watch.scene(0, both, List.of(Watch.fallIn("xxxx", 0.9, 0.1)), 0.7, 0, 0));
    watch.take(Watch.scene(1000, both, List.of(), 0, 0, 0));
    watch.take(Watch.scene(2000, both, List.of(Watch.fallIn("xxxx", 0.8, 0.2)), 0.7, 0, 0));
    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED");

    watch.take(Watch.scene(3000, both, List.of(Watch.fallIn("xxxx", 0.1, 0.9)), 0.7, 0, 0));
    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED", "fall STARTED");
  }

  @Test
  void letsTheMoreSevereOfAGroupTakeOver() {
    Watch watch =
        new Watch(
            Watch.rules(
                Watch.rule("fall", PATIENT, "posture", 3),
                Watch.rule("walk", PATIENT, "posture", 1)));
    watch.take(Watch.person("7", 0, 0, 0.9));
    watch.take(Watch.person("7", 1000, 0.6, 0.9));
    watch.take(Watch.person("7", 2000, 0.6, 0.9));

    assertThat(watch.phases()).containsExactly("walk STARTED", "walk ENDED", "fall STARTED");
    assertThat(watch.events.get(1).endReason()).contains(EndReason.SUPERSEDED);
    assertThat(watch.events.get(1).endMillis()).contains(1000L);
    assertThat(watch.events.get(2).severity()).isEqualTo(3);
  }

  @Test
  void letsTheBetterOfAGroupTakeOver() {
    Watch watch =
        new Watch(
            Watch.rules(
                Watch.rule("fall", PATIENT, "posture", 0),
                Watch.rule("walk", PATIENT, "posture", 0)));
    watch.take(Watch.person("7", 0, 0.7, 0.6));
    watch.take(Watch.person("7", 1000, 0.7, 0.6));
    watch.take(Watch.person("7", 2000, 0.1, 0.8));

    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED", "walk STARTED");
  }

  @Test
  void smoothsScores() {
    EventRules rules = new EventRules(List.of(Watch.rule("fall", Persistence.NONE)), 0.5, 0, 5000);
    Watch watch = new Watch(rules);
    watch.falls(0, 0.8, 0.9, 0.2, 0.1);

    // Smoothed: 0.4, 0.65, 0.425, 0.2625.
    assertThat(watch.events)
        .extracting(event -> event.window().startMillis(), ActionEvent::phase)
        .containsExactly(tuple(1000L, Phase.STARTED), tuple(3000L, Phase.ENDED));
    assertThat(watch.events.get(0).confidence().current()).isEqualTo(0.9f);
  }

  @Test
  void updatesNoFasterThanTheInterval() {
    EventRules rules = new EventRules(List.of(Watch.rule("fall", PATIENT)), 0, 2000, 5000);
    Watch watch = new Watch(rules);
    watch.falls(0, 0.7, 0.7, 0.1, 0.7, 0.7, 0.7);

    assertThat(watch.events)
        .extracting(
            event -> event.window().startMillis(), ActionEvent::phase, ActionEvent::sequence)
        .containsExactly(
            tuple(0L, Phase.STARTED, 0),
            tuple(3000L, Phase.UPDATED, 1),
            tuple(5000L, Phase.UPDATED, 2));
  }

  @Test
  void tellsCurrentPeakAndMeanConfidence() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.falls(0, 0.6, 0.8, 0.7, 0.1);

    Confidence confidence = watch.events.get(1).confidence();
    assertThat(confidence.current()).isEqualTo(0.1f);
    assertThat(confidence.peak()).isEqualTo(0.8f);
    assertThat(confidence.mean()).isEqualTo(0.7f);
  }

  @Test
  void findsStartAndEndInsideTheWindows() {
    Watch watch = new Watch(Watch.rules(Watch.rule("fall", Persistence.NONE)));
    List<String> one = List.of("7");
    watch.take(Watch.scene(0, one, List.of(Watch.fallIn("...x", 1)), 0.7, 0, 0));
    watch.take(Watch.scene(1000, one, List.of(Watch.fallIn(".xx.", 1)), 0.7, 0, 0));
    watch.take(Watch.scene(2000, one, List.of(Watch.fallIn("x...", 1)), 0.7, 0, 0));
    watch.take(Watch.scene(3000, one, List.of(), 0, 0, 0));

    assertThat(watch.events.get(0).startMillis()).isEqualTo(1500);
    assertThat(timing(watch.events.get(1))).isEqualTo(List.of(1500L, 2500L));
  }

  @Test
  void namesTheActorFirst() {
    Watch watch = new Watch(Watch.rules(Watch.rule("fall", Persistence.NONE)));
    List<String> three = List.of("7", "8", "9");
    watch.take(Watch.scene(0, three, List.of(Watch.fallIn("x", 0.4, 0.6, 0)), 0.7, 0, 0));
    watch.take(Watch.scene(1000, three, List.of(Watch.fallIn("x", 0.9, 0.1, 0)), 0.7, 0, 0));
    watch.take(Watch.scene(2000, List.of("9", "8"), List.of(), 0, 0, 0));

    assertThat(watch.events.get(0).participants())
        .extracting(Participant::trackId)
        .containsExactly("8", "7", "9");
    assertThat(watch.events.get(1).participants())
        .extracting(Participant::trackId)
        .containsExactly("7", "8", "9");
    assertThat(watch.events.get(1).participants().get(0).share().orElseThrow())
        .isBetween(0.64f, 0.66f);
  }

  @Test
  void knowsTheActorInScopePersonAndNobodyWithoutAMap() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.falls(0, 0.9);
    watch.take(Watch.scene(0, List.of("7"), List.of(), 0.9, 0, 0));

    assertThat(watch.events.get(0).participants().get(0).share()).contains(1f);
    assertThat(watch.events.get(1).participants().get(0).share()).isEmpty();
  }

  @Test
  void keepsTracksApart() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.take(Watch.person("7", 0, 0.9, 0));
    watch.take(Watch.person("8", 0, 0.9, 0));
    watch.take(Watch.person("7", 1000, 0.1, 0));

    assertThat(watch.events)
        .extracting(event -> event.subject().trackId().orElseThrow(), ActionEvent::phase)
        .containsExactly(
            tuple("7", Phase.STARTED), tuple("8", Phase.STARTED), tuple("7", Phase.ENDED));
    assertThat(watch.actions.open()).isEqualTo(1);
  }

  @Test
  void watchesALabelOnlyInItsScopes() {
    Watch watch = new Watch(Watch.rules(Watch.rule("queue", Persistence.NONE)));
    watch.take(Watch.person("7", 0, 0.1, 0.9));
    assertThat(watch.events).isEmpty();

    watch.take(Watch.scene(0, List.of("7"), List.of(), 0.1, 0, 0.9));
    assertThat(watch.phases()).containsExactly("queue STARTED");
  }

  @Test
  void endsTheActionOfALostTrack() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.falls(0, 0.9);
    watch.take(Watch.person("8", 3000, 0.1, 0.1));
    watch.expire(7000);

    assertThat(lastReason(watch)).contains(EndReason.TRACK_LOST);
    assertThat(timing(watch.events.get(1))).isEqualTo(List.of(0L, 2000L));
    assertThat(watch.actions.isEmpty()).isTrue();
  }

  @Test
  void endsTheActionsOfASilentCamera() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.falls(0, 0.9);
    watch.expire(6999);
    assertThat(watch.events).hasSize(1);

    watch.expire(7000);
    assertThat(lastReason(watch)).contains(EndReason.SOURCE_IDLE);
  }

  @Test
  void givesTheSameReasonWhetherATimerOrTheNextWindowFindsTheCameraSilent() {
    Watch live = Watch.under(Persistence.NONE);
    live.falls(0, 0.9);
    live.expire(15_000);
    live.falls(20_000, 0.9);

    Watch replay = Watch.under(Persistence.NONE);
    replay.falls(0, 0.9);
    replay.falls(20_000, 0.9);

    assertThat(replay.events).isEqualTo(live.events).hasSize(3);
  }

  @Test
  void endsWhatTheRulesNoLongerWatch() {
    Watch watch = Watch.under(Persistence.NONE);
    watch.falls(0, 0.9);
    watch.changeRules(Watch.rules(Watch.rule("walk", Persistence.NONE)));
    watch.falls(1000, 0.9);

    assertThat(watch.phases()).containsExactly("fall STARTED", "fall ENDED");
    assertThat(lastReason(watch)).contains(EndReason.CONFIG_CHANGE);
  }

  @Test
  void leavesNothingBehindWhereNothingHappens() {
    Watch watch = Watch.under(CONFIRMED);
    watch.falls(0, 0.1, 0.13, 0.05);
    assertThat(watch.actions.isEmpty()).isTrue();

    watch.falls(3000, 0.9, 0.9, 0.1, 0.1, 0.1);
    assertThat(watch.actions.isEmpty()).isTrue();
  }

  @Test
  void refusesThresholdsOutOfOrder() {
    assertThatThrownBy(() -> new Thresholds(0.3, 0.5))
        .hasMessageContaining("expected 0 <= exit <= enter <= 1, got enter 0.3, exit 0.5");
  }

  @Test
  void refusesADurationThatCannotBeReached() {
    assertThatThrownBy(
            () ->
                Persistence.DEFAULTS
                    .withMaxDurationMillis(4000)
                    .withMinDurationMillis(5000)
                    .withGapMillis(0))
        .hasMessage(
            "max-duration: expected a positive time, at least the min-duration of 5000 ms, got"
                + " 4000 ms");
  }
}
