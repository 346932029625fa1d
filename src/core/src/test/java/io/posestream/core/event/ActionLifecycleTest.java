package io.posestream.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.posestream.core.event.EventRules.Watched;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ActionLifecycleTest {
  private static final Thresholds THRESHOLDS = new Thresholds(0.6, 0.4);
  private static final EventRules RULES =
      new EventRules(
          List.of(
              new Watched(
                  new ActionLabel("fall", Set.of(Scope.PERSON, Scope.SCENE)), 0, THRESHOLDS),
              new Watched(new ActionLabel("queue", Set.of(Scope.SCENE)), 1, THRESHOLDS)),
          5000);

  private final ActionLifecycle lifecycle = new ActionLifecycle(RULES);
  private final List<ActionEvent> events = new ArrayList<>();
  private CameraActions actions = CameraActions.NONE;

  @Test
  void givesOneStartAndOneEndPerAction() {
    falls("7", 0, 0.1, 0.7, 0.9, 0.5, 0.45, 0.2, 0.1);

    assertThat(events)
        .extracting(ActionEvent::phase, ActionEvent::startMillis, ActionEvent::endMillis)
        .containsExactly(
            tuple(Phase.STARTED, 1000L, Optional.empty()),
            tuple(Phase.ENDED, 1000L, Optional.of(6000L)));
    assertThat(events.get(1).endReason()).contains(EndReason.BELOW_THRESHOLD);
    assertThat(actions.isEmpty()).isTrue();
  }

  @Test
  void doesNotStartBetweenTheThresholds() {
    falls("7", 0, 0.5, 0.55, 0.59);

    assertThat(events).isEmpty();
  }

  @Test
  void tellsCurrentPeakAndMeanConfidence() {
    falls("7", 0, 0.6, 0.8, 0.7, 0.1);

    Confidence confidence = events.get(1).confidence();
    assertThat(confidence.current()).isEqualTo(0.1f);
    assertThat(confidence.peak()).isEqualTo(0.8f);
    assertThat(confidence.mean()).isEqualTo(0.7f);
  }

  @Test
  void keepsTracksApart() {
    falls("7", 0, 0.9);
    falls("8", 0, 0.9);
    falls("7", 1000, 0.1);

    assertThat(events)
        .extracting(event -> event.subject().trackId().orElseThrow(), ActionEvent::phase)
        .containsExactly(
            tuple("7", Phase.STARTED), tuple("8", Phase.STARTED), tuple("7", Phase.ENDED));
    assertThat(actions.open()).hasSize(1);
  }

  @Test
  void watchesALabelOnlyInItsScopes() {
    take(scores(Subject.person("cam", "7"), 0, 0.1, 0.9));
    assertThat(events).isEmpty();

    take(scores(Subject.scene("cam"), 0, 0.1, 0.9));
    assertThat(events).extracting(ActionEvent::action).containsExactly("queue");
  }

  @Test
  void endsTheActionOfALostTrack() {
    falls("7", 0, 0.9);
    take(scores(Subject.scene("cam"), 3000, 0.1, 0.1));
    actions = lifecycle.expire(7000, actions, events::add);

    assertThat(events.get(1).endReason()).contains(EndReason.TRACK_LOST);
    assertThat(events.get(1).endMillis()).contains(2000L);
    assertThat(actions.isEmpty()).isTrue();
  }

  @Test
  void endsTheActionsOfASilentCamera() {
    falls("7", 0, 0.9);
    actions = lifecycle.expire(6999, actions, events::add);
    assertThat(events).hasSize(1);

    actions = lifecycle.expire(7000, actions, events::add);
    assertThat(events.get(1).endReason()).contains(EndReason.SOURCE_IDLE);
  }

  @Test
  void endsAnActionBeforeATrackThatComesBackStartsAnother() {
    falls("7", 0, 0.9);
    falls("7", 20_000, 0.9);

    assertThat(events)
        .extracting(ActionEvent::phase)
        .containsExactly(Phase.STARTED, Phase.ENDED, Phase.STARTED);
    assertThat(events.get(0).eventId()).isNotEqualTo(events.get(2).eventId());
  }

  @Test
  void knowsTheActorInScopePersonOnly() {
    falls("7", 0, 0.9);
    take(scores(Subject.scene("cam"), 0, 0.9, 0.1));

    assertThat(events.get(0).participants().get(0).share()).contains(1f);
    assertThat(events.get(1).participants().get(0).share()).isEmpty();
  }

  @Test
  void keepsItsPromisesOnRandomScores() {
    for (int seed = 0; seed < 1000; seed++) {
      List<ActionEvent> first = play(seed);
      assertThat(play(seed)).isEqualTo(first);
      Map<String, List<ActionEvent>> byId = new HashMap<>();
      first.forEach(e -> byId.computeIfAbsent(e.eventId(), id -> new ArrayList<>()).add(e));
      byId.values().forEach(ActionLifecycleTest::assertWholeLife);
    }
  }

  private static List<ActionEvent> play(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ActionLifecycle lifecycle = new ActionLifecycle(RULES);
    List<ActionEvent> out = new ArrayList<>();
    CameraActions open = CameraActions.NONE;
    for (long start = 0; start < 30_000; start += 1000) {
      for (String track : List.of("7", "8")) {
        if (random.nextDouble() < 0.8) {
          Subject subject = Subject.person("cam", track);
          open = lifecycle.take(scores(subject, start, random.nextDouble(), 0), open, out::add);
        }
      }
      if (random.nextDouble() < 0.3) {
        open = lifecycle.expire(start, open, out::add);
      }
    }
    assertThat(lifecycle.expire(Long.MAX_VALUE, open, out::add).isEmpty()).isTrue();
    return out;
  }

  private static void assertWholeLife(List<ActionEvent> life) {
    assertThat(life).extracting(ActionEvent::phase).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(life).extracting(ActionEvent::sequence).containsExactly(0, 1);
    assertThat(life.get(1).endMillis().orElseThrow()).isGreaterThan(life.get(1).startMillis());
  }

  @Test
  void refusesThresholdsOutOfOrder() {
    assertThatThrownBy(() -> new Thresholds(0.3, 0.5))
        .hasMessageContaining("expected 0 <= exit <= enter <= 1, got enter 0.3, exit 0.5");
  }

  private void falls(String track, long startMillis, double... probabilities) {
    for (int i = 0; i < probabilities.length; i++) {
      long start = startMillis + 1000L * i;
      take(scores(Subject.person("cam", track), start, probabilities[i], 0));
    }
  }

  private void take(WindowScores scores) {
    actions = lifecycle.take(scores, actions, events::add);
  }

  private static WindowScores scores(Subject subject, long startMillis, double fall, double queue) {
    return new WindowScores(
        subject,
        new Window(startMillis, startMillis + 2000),
        List.of("fall", "queue"),
        new float[] {(float) fall, (float) queue},
        1,
        List.of(new ClipTrack(subject.trackId().orElse("7"), 20, Optional.empty())),
        new Quality(20, 20, 0, 0.9f),
        new ModelReference("m", "1", "", "fp32"),
        "");
  }
}
