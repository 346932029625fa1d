package io.posestream.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActorReportTest {
  private static final Window TIME = new Window(0, 2000);

  private static MatchedPair pair(String... ranking) {
    return new MatchedPair(
        new TruthInterval("cam", "fall", TIME, Set.of("7")),
        new DetectedInterval(
            "id", "cam", "fall", Scope.SCENE, TIME, Ending.ENDED, List.of(ranking)));
  }

  @Test
  void countsWhoIsNamedFirstBesideTheLargestAndTheFastest() {
    List<TrackMotion> motions = List.of(new TrackMotion("7", 10, 5), new TrackMotion("8", 20, 1));

    ActorReport report =
        ActorReport.of(
            List.of(pair("7", "8"), pair("8", "7"), pair("7"), pair()), (camera, time) -> motions);

    assertThat(report).isEqualTo(new ActorReport(2, 1, 0, 2, 0.5));
    assertThat(report.share(report.first())).hasValue(0.5);
  }
}
