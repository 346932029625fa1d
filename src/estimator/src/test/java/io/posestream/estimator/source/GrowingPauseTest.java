package io.posestream.estimator.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrowingPauseTest {
  private final GrowingPause pause = new GrowingPause();

  @Test
  void doublesUpToHalfAMinute() {
    assertThat(Stream.generate(pause::next).limit(7).map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void beginsAnewOnceItHasWorked() {
    pause.next();
    pause.next();
    pause.reset();

    assertThat(pause.next()).hasSeconds(1);
  }
}
