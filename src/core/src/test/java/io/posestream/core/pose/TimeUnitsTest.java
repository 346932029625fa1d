package io.posestream.core.pose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeUnitsTest {
  private static final Instant WRITTEN = Instant.parse("2026-11-23T08:00:00Z");
  private static final long SKEW = Duration.ofMinutes(1).toMillis();

  @ParameterizedTest
  @CsvSource({
    "1000, 1000 times too small",
    "1000000, 1000000 times too small",
    "0.001, 1000 times too large",
    "0.000001, 1000000 times too large"
  })
  void guessesTheUnitOfALiveStream(double unit, String guess) {
    assertThat(TimeUnits.mistaken(WRITTEN.toEpochMilli() / unit, WRITTEN.toEpochMilli(), SKEW))
        .hasValueSatisfying(text -> assertThat(text).startsWith(guess));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2018-01-01T00:00:00Z", "2026-09-21T14:13:20Z", "2026-11-23T08:00:30Z"})
  void guessesSecondsOfARecordingOfTheLastYears(String taken) {
    double seconds = Instant.parse(taken).toEpochMilli() / 1000.0;

    assertThat(TimeUnits.mistaken(seconds, WRITTEN.toEpochMilli(), SKEW)).isPresent();
  }

  // Minutes and days from zero: recordings, and cameras that count from their start.
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 20, 29, 31, 600, 1_440, 14_400, 20_160, 43_200, 525_600})
  void takesTimesThatStartAtZero(long minutes) {
    assertThat(TimeUnits.mistaken(60_000.0 * minutes, WRITTEN.toEpochMilli(), SKEW)).isEmpty();
  }

  @Test
  void takesARecordingOfLongAgo() {
    Instant taken = Instant.parse("1999-12-31T23:59:59Z");

    assertThat(TimeUnits.mistaken(taken.toEpochMilli(), WRITTEN.toEpochMilli(), SKEW)).isEmpty();
  }

  @Test
  void saysNothingBesideAClockThatIsNone() {
    assertThat(TimeUnits.mistaken(100_000, 100_000, SKEW)).isEmpty();
    assertThat(TimeUnits.mistaken(100, 100_000, SKEW)).isEmpty();
  }
}
