package io.posestream.estimator.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamClockTest {
  private static final long NOON = 1_700_000_000_000_000L;
  private static final long SECOND = 1_000_000;

  private final StreamClock clock = new StreamClock();

  @Test
  void beginsWithTheTimeOfTheDay() {
    assertThat(time(77, 0)).isEqualTo(NOON);
  }

  @Test
  void isAsEvenAsTheStreamHoweverLatePicturesArrive() {
    time(0, 0);

    assertThat(time(SECOND, SECOND + 150_000) - NOON).isBetween(SECOND, SECOND + 200);
    assertThat(time(2 * SECOND, 2 * SECOND + 90_000) - NOON)
        .isBetween(2 * SECOND, 2 * SECOND + 400);
  }

  @Test
  void isSoonNoLongerAheadWhenACameraFirstSendsWhatItHasKept() {
    long ahead = 0;
    // A second and a half of pictures at once, then fifteen a second for ten seconds.
    for (int i = 0; i < 172; i++) {
      long arrival = Math.max(0, i - 22) * SECOND / 15;
      long before = ahead;
      ahead = time(i * SECOND / 15, arrival) - NOON - arrival;
      assertThat(ahead).as("picture %d", i).isBetween(0L, 3 * SECOND / 2);
      assertThat(i > 22 && ahead > before).as("further ahead at picture %d", i).isFalse();
    }
    assertThat(ahead).isLessThan(SECOND / 100);
  }

  @Test
  void followsTheTimeOfTheDayWhenTheStreamRunsFast() {
    long last = 0;
    // A stream that gains a second in a hundred, for an hour at fifteen pictures a second.
    for (int i = 0; i < 54_000; i++) {
      last = time(Math.round(1.01 * i * SECOND / 15), i * SECOND / 15);
    }

    assertThat(last - NOON).isBetween(3_599 * SECOND, 3_601 * SECOND);
  }

  @Test
  void goesOnAtTheTimeOfTheDayWhenTheStreamBeginsAnew() {
    time(900 * SECOND, 0);

    assertThat(time(0, SECOND)).isEqualTo(NOON + SECOND);
    assertThat(time(SECOND, 2 * SECOND)).isEqualTo(NOON + 2 * SECOND);
  }

  @Test
  void goesOnAtTheTimeOfTheDayWhenTheStreamJumpsAhead() {
    time(0, 0);

    assertThat(time(86_400 * SECOND, SECOND)).isEqualTo(NOON + SECOND);
  }

  @Test
  void forgetsTheStreamOnRestart() {
    time(0, 0);
    clock.restart();

    assertThat(time(SECOND, 2 * SECOND)).isEqualTo(NOON + 2 * SECOND);
  }

  @Test
  void neverRepeatsATime() {
    time(SECOND, 0);

    assertThat(time(SECOND, 0)).isEqualTo(NOON + 1);
    assertThat(time(0, 0)).isEqualTo(NOON + 2);
  }

  @Test
  void goesBackWithATimeOfTheDayThatIsSetBack() {
    time(0, 0);

    assertThat(time(SECOND, -3_600 * SECOND)).isEqualTo(NOON - 3_600 * SECOND);
  }

  @Test
  void takesTheTimeOfTheDayOfAStreamWithoutAClock() {
    assertThat(clock.eventMicros(OptionalLong.empty(), NOON)).isEqualTo(NOON);
    assertThat(clock.eventMicros(OptionalLong.empty(), NOON + 5)).isEqualTo(NOON + 5);
  }

  private long time(long stream, long sinceNoon) {
    return clock.eventMicros(OptionalLong.of(stream), NOON + sinceNoon);
  }
}
