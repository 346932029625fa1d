package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.DemoScenes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000;

  private final List<PoseFrame> frames = DemoScenes.calm().frames();
  private final AtomicLong now = new AtomicLong(5 * SECOND);

  @Test
  void firstFrameIsDueAtOnceWheneverItComes() {
    Pace pace = new Pace(1, now::get);
    now.addAndGet(3 * SECOND);

    assertThat(pace.nanosUntil(frames.get(7))).isZero();
  }

  @Test
  void laterFramesAreDueAtAMultipleOfTheirOwnPace() {
    Pace pace = new Pace(2, now::get);
    pace.nanosUntil(frames.get(0));
    now.addAndGet(SECOND / 4);

    long apart = 1000 * (frames.get(15).timeMicros() - frames.get(0).timeMicros());
    assertThat(pace.nanosUntil(frames.get(15))).isEqualTo(apart / 2 - SECOND / 4);
    now.addAndGet(SECOND);
    assertThat(pace.nanosUntil(frames.get(15))).isNegative();
  }

  @Test
  void nothingWaitsAtTheHighestPace() {
    Pace pace = new Pace(Double.POSITIVE_INFINITY, now::get);
    pace.nanosUntil(frames.get(0));

    assertThat(pace.nanosUntil(frames.get(15))).isZero();
  }
}
