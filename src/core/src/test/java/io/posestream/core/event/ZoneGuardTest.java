package io.posestream.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.core.zone.ZoneRule;
import io.posestream.core.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ZoneGuardTest {
  private static final ZoneGuard FALLS_AT_THE_DOOR =
      new ZoneGuard(
          new ZoneRules(
              new ZoneRule(Set.of(), Set.of("screen")),
              Map.of("fall", new ZoneRule(Set.of("door"), Set.of()))));

  /** Scores of a fall and of a wave, of people in these zones, one list each. */
  private static WindowScores scores(Subject subject, List<List<String>> zones) {
    return scores(subject, new Window(0, 2000), zones);
  }

  private static WindowScores scores(Subject subject, Window window, List<List<String>> zones) {
    String[] ids = {"1", "2", "3"};
    List<ClipTrack> tracks =
        Arrays.asList(ids).subList(0, zones.size()).stream()
            .map(id -> track(id, zones.get(Integer.parseInt(id) - 1)))
            .toList();
    return new WindowScores(
        subject,
        window,
        List.of("fall", "wave"),
        new float[] {0.6f, 0.4f},
        tracks.size(),
        tracks,
        new Quality(20, 20, 0, 1),
        new ModelReference("m", "1", "", "fp32"),
        "");
  }

  private static ClipTrack track(String id, List<String> zones) {
    return new ClipTrack(id, 20, Optional.empty(), zones);
  }

  private static float[] admitted(Subject subject, List<List<String>> zones) {
    return FALLS_AT_THE_DOOR.admitted(scores(subject, zones)).probabilities();
  }

  @Test
  void admitsAFallInItsZoneOnly() {
    Subject person = Subject.person("cam", "1");

    assertThat(admitted(person, List.of(List.of("door")))).containsExactly(0.6f, 0.4f);
    assertThat(admitted(person, List.of(List.of()))).containsExactly(0, 0.4f);
  }

  @Test
  void admitsWhatHasNoRuleOfItsOwnByTheGeneralOne() {
    assertThat(admitted(Subject.person("cam", "1"), List.of(List.of("door", "screen"))))
        .containsExactly(0.6f, 0);
  }

  @Test
  void asksForOneWhoCounts() {
    assertThat(admitted(Subject.pair("cam", "1", "2"), List.of(List.of("screen"), List.of("door"))))
        .containsExactly(0.6f, 0.4f);
    assertThat(
            admitted(
                Subject.scene("cam"), List.of(List.of("screen"), List.of("screen"), List.of())))
        .containsExactly(0, 0.4f);
  }

  @Test
  void leavesScoresAloneWithoutRules() {
    WindowScores scores = scores(Subject.person("cam", "1"), List.of(List.of()));

    assertThat(new ZoneGuard(ZoneRules.NONE).admitted(scores)).isSameAs(scores);
  }

  @Test
  void endsAnActionWhoseSubjectLeavesItsZone() {
    ActionLifecycle lifecycle =
        new ActionLifecycle(
            new EventRules(
                List.of(
                    new ActionRule(
                        new ActionLabel("fall", Set.of(Scope.PERSON)),
                        0,
                        new Thresholds(0.5, 0.3),
                        Persistence.NONE,
                        "fall",
                        0)),
                0,
                0,
                5000));
    List<ActionEvent> events = new ArrayList<>();
    Subject person = Subject.person("cam", "1");

    CameraActions open =
        lifecycle.take(
            FALLS_AT_THE_DOOR.admitted(scores(person, List.of(List.of("door")))),
            CameraActions.NONE,
            events::add);
    lifecycle.take(
        FALLS_AT_THE_DOOR.admitted(scores(person, new Window(1000, 3000), List.of(List.of()))),
        open,
        events::add);

    assertThat(events).extracting(ActionEvent::phase).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(events.get(0).zones()).containsExactly("door");
  }
}
