package io.posestream.core.control.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.event.ActionRule;
import io.posestream.core.model.Thresholds;
import io.posestream.core.zone.Zone;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RulesInForceTest {
  private final RulesInForce inForce = new RulesInForce(Rules.JOB);

  private void accept(long effectiveFrom, RuleEdit... edits) {
    inForce.replace(Rules.with(inForce.rules(), effectiveFrom, edits));
  }

  private Optional<Thresholds> thresholds(String camera, String label, long time) {
    return inForce.at(camera, time).events().actions().stream()
        .filter(rule -> rule.name().equals(label))
        .map(ActionRule::thresholds)
        .findFirst();
  }

  private List<String> raised(String camera, long time) {
    return inForce.at(camera, time).events().actions().stream().map(ActionRule::name).toList();
  }

  @Test
  void followsTheJobUntilSomethingIsSaid() {
    assertThat(inForce.at("gate", 0)).isEqualTo(Rules.JOB.at("gate", 0));
    assertThat(inForce.at("gate", 0).version()).isZero();
    assertThat(inForce.zonesAt("gate", 0)).containsExactly(Rules.YARD);
  }

  @Test
  void changesAtTheInstantTheRulesHoldFrom() {
    accept(5000, Rules.general(Rules.of("fall", Rules.thresholds(0.9, 0.8))));

    assertThat(thresholds("gate", "fall", 4999)).contains(new Thresholds(0.6, 0.4));
    assertThat(inForce.at("gate", 4999).version()).isZero();
    assertThat(thresholds("gate", "fall", 5000)).contains(new Thresholds(0.9, 0.8));
    assertThat(inForce.at("gate", 5000).version()).isEqualTo(1);
    assertThat(thresholds("gate", "wave", 5000)).contains(new Thresholds(0.6, 0.4));
  }

  @Test
  void laysACameraOverTheDefaultSettingBySetting() {
    accept(0, Rules.general(Rules.of("fall", Rules.thresholds(0.9, 0.8))));
    accept(0, Rules.camera("gate", Rules.of("fall", Rules.thresholds(Double.NaN, 0.2))));

    assertThat(thresholds("gate", "fall", 0)).contains(new Thresholds(0.9, 0.2));
    assertThat(thresholds("hall", "fall", 0)).contains(new Thresholds(0.9, 0.8));
  }

  @Test
  void keepsCamerasOfOneMessageApart() {
    accept(
        0,
        Rules.camera("gate", Rules.all(Rules.thresholds(0.7, 0.1))),
        Rules.camera("hall", Rules.all(Rules.thresholds(0.8, 0.2))));

    assertThat(thresholds("gate", "fall", 0)).contains(new Thresholds(0.7, 0.1));
    assertThat(thresholds("hall", "fall", 0)).contains(new Thresholds(0.8, 0.2));
  }

  @Test
  void prefersWhatNamesALabelToWhatIsSaidOfAll() {
    accept(0, Rules.general(Rules.of("fall", Rules.thresholds(0.9, 0.8))));
    accept(0, Rules.camera("gate", Rules.all(Rules.thresholds(0.5, 0.3))));

    assertThat(thresholds("gate", "fall", 0)).contains(new Thresholds(0.9, 0.8));
    assertThat(thresholds("gate", "wave", 0)).contains(new Thresholds(0.5, 0.3));
  }

  @Test
  void takesTheEndDownWithALowerStart() {
    accept(0, Rules.general(Rules.all(Rules.thresholds(0.2, Double.NaN))));

    assertThat(thresholds("gate", "fall", 0)).contains(new Thresholds(0.2, 0.2));
  }

  @Test
  void replacesEarlierRulesOfACameraAsAWhole() {
    accept(0, Rules.camera("gate", Rules.of("fall", Rules.thresholds(0.9, 0.8))));
    accept(0, Rules.camera("gate", Rules.of("wave", Rules.thresholds(0.9, 0.8))));

    assertThat(thresholds("gate", "fall", 0)).contains(new Thresholds(0.6, 0.4));
    assertThat(inForce.at("gate", 0).version()).isEqualTo(2);
  }

  @Test
  void goesBackToTheDefaultOfACameraThatIsTakenBack() {
    accept(0, Rules.general(Rules.watching("fall")));
    accept(0, Rules.camera("gate", Rules.watching("wave")));
    accept(5000, Rules.takenBack("gate"));

    assertThat(raised("gate", 4999)).containsExactly("wave");
    assertThat(raised("gate", 5000)).containsExactly("fall");
    assertThat(inForce.at("gate", 5000).version()).isEqualTo(3);
  }

  @Test
  void letsAnUrgentChangeGoBeforeOneThatWaits() {
    accept(9000, Rules.general(Rules.watching("fall")));
    accept(2000, Rules.general(Rules.watching("wave")));

    assertThat(raised("gate", 2000)).containsExactly("wave");
    assertThat(raised("gate", 9000)).containsExactly("fall");
    assertThat(inForce.at("gate", 9000).version()).isEqualTo(1);
  }

  @Test
  void raisesNothingThatIsMutedUnlessItsLabelIsNot() {
    accept(0, Rules.general(Rules.all(Rules.active(Optional.empty(), Optional.of(true)))));
    accept(
        0,
        Rules.camera("gate", Rules.of("fall", Rules.active(Optional.empty(), Optional.of(false)))));

    assertThat(raised("hall", 0)).isEmpty();
    assertThat(raised("gate", 0)).containsExactly("fall");
  }

  @Test
  void raisesALabelWithinItsShiftsOnly() {
    Schedule nights =
        new Schedule(
            ZoneId.of("Europe/Berlin"),
            List.of(new WeeklyHours(EnumSet.of(DayOfWeek.SATURDAY), 22 * 60, 6 * 60)));
    accept(0, Rules.general(Rules.of("fall", Rules.active(Optional.of(nights), Optional.empty()))));

    assertThat(raised("gate", at("2026-11-28T20:59:59Z"))).containsExactly("wave");
    assertThat(raised("gate", at("2026-11-28T21:00:00Z"))).containsExactly("fall", "wave");
    assertThat(raised("gate", at("2026-11-29T04:59:59Z"))).containsExactly("fall", "wave");
    assertThat(raised("gate", at("2026-11-29T05:00:00Z"))).containsExactly("wave");
    assertThat(raised("gate", at("2026-11-29T21:30:00Z"))).containsExactly("wave");
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  @Test
  void drawsTheZonesOfTheInstant() {
    Zone door = Rules.zone("door");
    accept(5000, Rules.camera("gate", Rules.zones(CameraRules.NONE, door)));
    accept(9000, Rules.camera("gate", Rules.zones(CameraRules.NONE)));

    assertThat(inForce.zonesAt("gate", 4999)).containsExactly(Rules.YARD);
    assertThat(inForce.zonesAt("gate", 5000)).containsExactly(door);
    assertThat(inForce.zonesAt("gate", 9000)).isEmpty();
    assertThat(inForce.zonesAt("hall", 5000)).isEmpty();
  }

  @Test
  void saysWhereAnActionCounts() {
    accept(0, Rules.camera("gate", Rules.of("fall", Rules.inZones(Set.of("yard"), Set.of()))));

    assertThat(inForce.at("gate", 0).zones().ruleOf("fall").admits(List.of("yard"))).isTrue();
    assertThat(inForce.at("gate", 0).zones().ruleOf("fall").admits(List.of())).isFalse();
    assertThat(inForce.at("gate", 0).zones().ruleOf("wave").admits(List.of())).isTrue();
  }

  /** A camera's rules are those that took effect last, however messages came and were sorted in. */
  @Test
  void agreesWithALookThroughAllMessages() {
    SplittableRandom random = new SplittableRandom(3);
    List<String> cameras = List.of("gate", "hall");
    for (int series = 0; series < 500; series++) {
      AcceptedRules accepted = AcceptedRules.EMPTY;
      List<RuleChange> said = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        RuleChange change =
            new RuleChange(
                accepted.version() + 1,
                random.nextLong(8),
                List.of(new RuleEdit(someCamera(random, cameras), someRules(random))));
        said.add(change);
        accepted = accepted.with(change);
      }
      inForce.replace(accepted);
      for (String camera : cameras) {
        for (long time = 0; time < 8; time++) {
          assertThat(thresholds(camera, "fall", time))
              .as("series %d, %s at %d", series, camera, time)
              .contains(looked(said, camera, time));
        }
      }
    }
  }

  private static Optional<String> someCamera(SplittableRandom random, List<String> cameras) {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(cameras.get(random.nextInt(cameras.size())));
  }

  private static Optional<CameraRules> someRules(SplittableRandom random) {
    double enter = random.nextBoolean() ? Double.NaN : 0.7 + 0.3 * random.nextDouble();
    double exit = random.nextBoolean() ? Double.NaN : 0.6 * random.nextDouble();
    return random.nextInt(4) == 0
        ? Optional.empty()
        : Optional.of(Rules.all(Rules.thresholds(enter, exit)));
  }

  private static Thresholds looked(List<RuleChange> said, String camera, long time) {
    RuleSettings own = last(said, Optional.of(camera), time);
    RuleSettings general = last(said, Optional.empty(), time);
    return new Thresholds(
        own.enter().or(general::enter).orElse(0.6), own.exit().or(general::exit).orElse(0.4));
  }

  private static RuleSettings last(List<RuleChange> said, Optional<String> camera, long time) {
    return said.stream()
        .filter(change -> change.effectiveFromMillis() <= time)
        .filter(change -> change.edits().get(0).camera().equals(camera))
        .max(
            Comparator.comparingLong(RuleChange::effectiveFromMillis)
                .thenComparing(RuleChange::version))
        .flatMap(change -> change.edits().get(0).rules())
        .map(CameraRules::general)
        .orElse(RuleSettings.NONE);
  }
}
