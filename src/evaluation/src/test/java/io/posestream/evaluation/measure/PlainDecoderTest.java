package io.posestream.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.PlainDecoder.Joining;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainDecoderTest {
  private static List<Window> decoded(Joining joining) {
    PlainDecoder decoder = new PlainDecoder(joining);
    for (long start : new long[] {0, 1000, 2000, 8000}) {
      decoder.take(Subject.person("cam", "7"), "fall", new Window(start, start + 2000));
    }
    decoder.take(Subject.person("cam", "8"), "fall", new Window(8000, 10_000));
    return decoder.events().stream().map(DetectedInterval::time).toList();
  }

  @Test
  void makesAnEventOfEveryWindow() {
    assertThat(decoded(Joining.NONE)).hasSize(5);
  }

  @Test
  void joinsAdjacentWindowsOfASubject() {
    assertThat(decoded(Joining.ADJACENT))
        .containsExactly(new Window(0, 4000), new Window(8000, 10_000), new Window(8000, 10_000));
  }
}
