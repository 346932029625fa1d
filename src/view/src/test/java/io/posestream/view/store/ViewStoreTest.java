package io.posestream.view.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.json.ScoresJson;
import io.posestream.testkit.fixture.SampleResults;
import io.posestream.testkit.simulation.DemoScenes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewStoreTest {
  private final List<PoseFrame> frames = DemoScenes.lobby().frames();

  @Test
  void framesComeBackToAFractionOfAPixel() {
    ViewStore store = filled(64 << 20);
    PoseFrame first = frames.get(0);

    double millis = first.timeMicros() / 1000.0;
    List<PoseFrame> held = store.frames(first.camera(), millis, millis + 1);

    assertThat(held).hasSize(1);
    assertThat(held.get(0).timeMicros()).isEqualTo(first.timeMicros());
    for (int person = 0; person < first.persons().size(); person++) {
      assertThat(held.get(0).persons().get(person).trackId())
          .isEqualTo(first.persons().get(person).trackId());
      assertThat(held.get(0).persons().get(person).x(5))
          .isCloseTo(first.persons().get(person).x(5), within(0.1f));
    }
  }

  @Test
  void theOldestFramesMakeRoom() {
    ViewStore store = filled(100_000);

    assertThat(store.framesDropped()).isPositive();
    assertThat(store.frames("lobby", 0, 500)).isEmpty();
    long newest = frames.get(frames.size() - 1).timeMillis();
    assertThat(store.frames("lobby", newest - 100, newest + 1)).isNotEmpty();
  }

  @Test
  void resultsAreTakenAsTheJobWritesThem() {
    ViewStore store = new ViewStore(1000);

    store.event(EventJson.line(SampleResults.personFallEnds()));
    store.scores(ScoresJson.line(SampleResults.personScores()));

    assertThat(store.results()).contains("\"phase\":\"ENDED\"", "\"top\":[[");
  }

  @Test
  void deadLettersAreCountedByCameraAndReason() {
    ViewStore store = new ViewStore(1000);

    store.deadLetter("{\"reason\":\"late\",\"camera\":\"gate\",\"frames\":12,\"losses\":[]}");
    store.deadLetter(
        "{\"reason\":\"bad-joint\",\"camera\":\"gate\",\"losses\":[{\"part\":\"joint\",\"reason\":\"nan\",\"count\":5}]}");

    assertThat(store.cameras().toString()).contains("\"joint: nan\":5", "\"late\":12");
  }

  @Test
  void whatIsNoEventIsRefusedByName() {
    ViewStore store = new ViewStore(1000);

    assertThatThrownBy(() -> store.event("{\"a\":1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an event");
    assertThatThrownBy(() -> store.scores("half a li")).hasMessageContaining("expected scores");
  }

  private ViewStore filled(long mostBytes) {
    ViewStore store = new ViewStore(mostBytes);
    frames.forEach(store::frame);
    return store;
  }
}
