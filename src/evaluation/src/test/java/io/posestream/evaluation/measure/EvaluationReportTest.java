package io.posestream.evaluation.measure;

import static io.posestream.evaluation.measure.Cases.event;
import static io.posestream.evaluation.measure.Cases.fall;
import static io.posestream.evaluation.measure.Cases.fell;
import static io.posestream.evaluation.measure.Cases.inScene;
import static io.posestream.evaluation.measure.Cases.open;
import static io.posestream.evaluation.measure.Cases.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationReportTest {
  // Two falls found, one of them twice; one missed; two false alarms.
  private static final List<TruthInterval> FALLS =
      List.of(fell(1000, 3000), fell(10_000, 12_000), fell(20_000, 22_000));
  private static final List<DetectedInterval> ALARMS =
      List.of(
          fall(1200, 3500),
          fall(1000, 2000),
          fall(9900, 11_800),
          fall(40_000, 41_000),
          fall(50_000, 51_000));

  @Test
  void countsWhatWasFoundRepeatedMissedAndInvented() {
    Figures figures = report(FALLS, ALARMS).micro();

    assertThat(figures.truths()).isEqualTo(3);
    assertThat(figures.events()).isEqualTo(5);
    assertThat(figures.matched()).isEqualTo(2);
    assertThat(figures.missed()).isEqualTo(1);
    assertThat(figures.duplicates()).isEqualTo(1);
    assertThat(figures.falseAlarms()).isEqualTo(2);
  }

  @Test
  void derivesPrecisionRecallAndF1() {
    Figures figures = report(FALLS, ALARMS).micro();

    assertThat(figures.precision()).hasValue(2 / 5.0);
    assertThat(figures.recall()).hasValue(2 / 3.0);
    assertThat(figures.f1()).hasValue(4 / 8.0);
  }

  @Test
  void measuresStartAndEndWithTheirSign() {
    Figures figures = report(FALLS, ALARMS).micro();

    assertThat(figures.startError()).hasValue(new TimingError(2, 50, 150, 50));
    assertThat(figures.endError()).hasValue(new TimingError(2, 150, 350, 150));
  }

  @Test
  void takesTheMiddleErrorAsTheMedian() {
    assertThat(TimingError.of(List.of(900L, -30L, 0L))).hasValue(new TimingError(3, 290, 310, 0));
  }

  @Test
  void leavesTheEndOfAnOpenEventOut() {
    Figures figures =
        report(
                List.of(fell(0, 1000), fell(5000, 6000)),
                List.of(fall(100, 1300), open(fall(5200, 60_000))))
            .micro();

    assertThat(figures.matched()).isEqualTo(2);
    assertThat(figures.startError()).hasValue(new TimingError(2, 150, 150, 150));
    assertThat(figures.endError()).hasValue(new TimingError(1, 300, 300, 300));
  }

  @Test
  void countsAlarmsPerCameraHour() {
    EvaluationReport report = EvaluationReport.of(FALLS, ALARMS, EvaluationRules.DEFAULTS, 0.5);

    assertThat(report.perHour(report.micro().events())).hasValue(10);
    assertThat(report.perHour(report.micro().falseAlarms())).hasValue(4);
    assertThat(EvaluationReport.of(FALLS, ALARMS, EvaluationRules.DEFAULTS, 0).perHour(1))
        .isEmpty();
  }

  @Test
  void reportsEveryLabelAndTheMeanOfThoseThatHaveAFigure() {
    EvaluationReport report =
        report(
            List.of(
                fell(0, 1000), truth("gate", "wave", 0, 1000), truth("gate", "wave", 5000, 6000)),
            List.of(fall(0, 1000), fall(7000, 8000), event("gate", "run", 0, 1000)));

    assertThat(report.labels())
        .extracting(LabelReport::label)
        .containsExactly("fall", "run", "wave");
    Figures wave = report.labels().get(2).figures();
    assertThat(wave.precision()).isEmpty();
    assertThat(wave.recall()).hasValue(0);
    assertThat(wave.f1()).hasValue(0);
    // fall 1/2 and run 0; fall 1 and wave 0; fall 2/3, run 0 and wave 0.
    assertThat(report.macro().precision()).hasValue(0.25);
    assertThat(report.macro().recall()).hasValue(0.5);
    assertThat(report.macro().f1().orElseThrow()).isCloseTo(2 / 9.0, within(1e-12));
    assertThat(report.micro().precision()).hasValue(1 / 3.0);
  }

  @Test
  void looksOnlyAtTheLabelsAskedFor() {
    EvaluationRules rules = new EvaluationRules(0.3, Set.of("fall", "fell"), Optional.empty());

    EvaluationReport report =
        EvaluationReport.of(
            List.of(fell(0, 1000), truth("gate", "wave", 0, 1000)),
            List.of(fall(0, 1000), event("gate", "run", 0, 1000)),
            rules,
            1);

    assertThat(report.labels()).extracting(LabelReport::label).containsExactly("fall", "fell");
    assertThat(report.micro().truths()).isEqualTo(1);
    assertThat(report.micro().events()).isEqualTo(1);
  }

  @Test
  void looksOnlyAtEventsOfTheScopeAskedFor() {
    EvaluationRules rules = new EvaluationRules(0.3, Set.of(), Optional.of(Scope.SCENE));
    DetectedInterval inScene = inScene(fall(0, 1000));

    EvaluationReport report =
        EvaluationReport.of(
            List.of(fell(0, 1000)),
            List.of(fall(0, 1000), inScene, event("gate", "run", 0, 1000)),
            rules,
            1);

    assertThat(report.labels()).extracting(LabelReport::label).containsExactly("fall");
    assertThat(report.micro().matched()).isEqualTo(1);
    assertThat(report.micro().events()).isEqualTo(1);
  }

  @Test
  void hasNoFiguresWithoutTruthsAndEvents() {
    EvaluationReport report = report(List.of(), List.of());

    assertThat(report.labels()).isEmpty();
    assertThat(report.micro())
        .isEqualTo(new Figures(0, 0, 0, 0, Optional.empty(), Optional.empty()));
    assertThat(report.micro().f1()).isEmpty();
    assertThat(report.macro())
        .isEqualTo(
            new MacroAverage(
                OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty()));
  }

  @Test
  void hasNoPrecisionWithoutEventsAndNoRecallWithoutTruths() {
    assertThat(report(FALLS, List.of()).micro().precision()).isEmpty();
    assertThat(report(FALLS, List.of()).micro().recall()).hasValue(0);
    assertThat(report(List.of(), ALARMS).micro().precision()).hasValue(0);
    assertThat(report(List.of(), ALARMS).micro().recall()).isEmpty();
  }

  @Test
  void spansEachCamerasTime() {
    ObservedTime first =
        ObservedTime.of(List.of(fell(1000, 2000), truth("yard", "wave", 0, 1_800_000)));
    ObservedTime second = ObservedTime.of(List.of(fell(3_600_000, 3_601_000)));

    assertThat(first.and(second).cameraHours()).isEqualTo(1.5);
    assertThat(ObservedTime.NONE.cameraHours()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
  void refusesAnOverlapThatIsNoShare(double minOverlap) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EvaluationRules(minOverlap, Set.of(), Optional.empty()))
        .withMessage("min-overlap: expected a number in (0, 1], got " + minOverlap);
  }

  private static EvaluationReport report(
      List<TruthInterval> truths, List<DetectedInterval> events) {
    return EvaluationReport.of(truths, events, EvaluationRules.DEFAULTS, 1);
  }
}
