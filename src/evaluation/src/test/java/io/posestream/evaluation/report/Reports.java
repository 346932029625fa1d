package io.posestream.evaluation.report;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.DetectedInterval;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import io.posestream.evaluation.measure.EvaluationReport;
import io.posestream.evaluation.measure.EvaluationRules;
import io.posestream.evaluation.measure.TruthInterval;
import java.util.List;
import java.util.Set;

/** Ready reports. */
final class Reports {
  static final EvaluationReport EMPTY =
      EvaluationReport.of(List.of(), List.of(), EvaluationRules.DEFAULTS, 0);

  // A fall found twice, a wave missed and a run invented, in half an hour.
  static final EvaluationReport SMALL =
      EvaluationReport.of(
          List.of(truth("fall", 1000, 3000), truth("wave", 4000, 6000)),
          List.of(event("fall", 1100, 3500), event("fall", 1000, 2000), event("run", 4000, 6000)),
          EvaluationRules.DEFAULTS,
          0.5);

  private Reports() {}

  private static TruthInterval truth(String action, long start, long end) {
    return new TruthInterval("gate", action, new Window(start, end), Set.of());
  }

  private static DetectedInterval event(String action, long start, long end) {
    return new DetectedInterval(
        action + start, "gate", action, Scope.PERSON, new Window(start, end), Ending.ENDED);
  }
}
