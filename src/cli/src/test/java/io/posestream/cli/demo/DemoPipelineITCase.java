package io.posestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.Phase;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoPipelineITCase {
  private Outcome outcome = new Outcome(List.of(), List.of(), List.of(), Tally.NONE);

  @BeforeAll
  void playTheShippedRecording() throws IOException {
    outcome = Recordings.play(Recordings.SIMULATED);
  }

  @Test
  void reportsTheFallOnceFromStartToEnd() {
    List<ActionEvent> fall = eventsOf("lobby", "3", "fall");

    assertThat(fall).extracting(ActionEvent::phase).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(fall).extracting(ActionEvent::eventId).containsOnly(fall.get(0).eventId());
    assertThat(fall).extracting(ActionEvent::sequence).containsExactly(0, 1);
    // The simulated person loses balance at 12 s and is down within 1.5 s.
    assertThat(fall.get(0).startMillis()).isBetween(11_000L, 13_000L);
    assertThat(fall.get(1).endMillis().orElseThrow()).isBetween(13_500L, 16_000L);
  }

  @Test
  void reportsTheWaverAndTheWalkers() {
    assertThat(eventsOf("lobby", "1", "wave").get(0).startMillis()).isBetween(3_000L, 6_000L);
    assertThat(startsAndEnds("lobby", "4", "walk")).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(startsAndEnds("lobby", "5", "walk")).containsExactly(Phase.STARTED, Phase.ENDED);
    assertThat(startsAndEnds("yard", "24", "walk")).containsExactly(Phase.STARTED, Phase.ENDED);
  }

  @Test
  void endsEveryActionThatItStarts() {
    Map<String, Integer> open = new HashMap<>();
    outcome.events().stream()
        .filter(event -> event.phase() != Phase.UPDATED)
        .forEach(
            event ->
                open.merge(event.eventId(), event.phase() == Phase.STARTED ? 1 : -1, Integer::sum));

    assertThat(open).isNotEmpty();
    assertThat(open.values()).containsOnly(0);
  }

  @Test
  void scoresEveryWindowExactlyOnce() throws IOException {
    assertThat(ScoredWindows.of(outcome.scores()))
        .isEqualTo(ScoredWindows.due(Recordings.frames(Recordings.SIMULATED)));
    assertThat(outcome.deadLetters()).isEmpty();
  }

  @Test
  void givesTheSameOutcomeAgain() throws IOException {
    assertThat(Recordings.play(Recordings.SIMULATED)).isEqualTo(outcome);
  }

  private List<Phase> startsAndEnds(String camera, String track, String action) {
    return eventsOf(camera, track, action).stream()
        .map(ActionEvent::phase)
        .filter(phase -> phase != Phase.UPDATED)
        .toList();
  }

  private List<ActionEvent> eventsOf(String camera, String track, String action) {
    return outcome.events().stream()
        .filter(event -> event.subject().camera().equals(camera))
        .filter(event -> event.subject().trackId().filter(track::equals).isPresent())
        .filter(event -> event.action().equals(action))
        .toList();
  }
}
