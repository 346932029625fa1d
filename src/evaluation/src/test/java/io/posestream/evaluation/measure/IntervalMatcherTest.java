package io.posestream.evaluation.measure;

import static io.posestream.evaluation.measure.Cases.by;
import static io.posestream.evaluation.measure.Cases.event;
import static io.posestream.evaluation.measure.Cases.fall;
import static io.posestream.evaluation.measure.Cases.fell;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.window.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalMatcherTest {
  @Test
  void pairsAnEventWithTheTruthItOverlaps() {
    TruthInterval truth = fell(1000, 2500);
    DetectedInterval event = fall(1200, 3000);

    Matching matching = match(List.of(truth), List.of(event));

    assertThat(matching.pairs()).containsExactly(new MatchedPair(truth, event));
    assertThat(matching.missed()).isEmpty();
    assertThat(matching.duplicates()).isEmpty();
    assertThat(matching.falseAlarms()).isEmpty();
  }

  @Test
  void takesAnOverlapOfThirtyPercentOfTheShorter() {
    // The truth is the shorter: 30 % of 1000 ms.
    assertThat(match(List.of(fell(0, 1000)), List.of(fall(700, 9000))).pairs()).hasSize(1);
    assertThat(match(List.of(fell(0, 1000)), List.of(fall(701, 9000))).pairs()).isEmpty();
    // The event is the shorter: 30 % of 100 ms.
    assertThat(match(List.of(fell(0, 1000)), List.of(fall(970, 1070))).pairs()).hasSize(1);
    assertThat(match(List.of(fell(0, 1000)), List.of(fall(971, 1071))).pairs()).isEmpty();
  }

  @Test
  void doesNotLoseAnExactShareToRounding() {
    // 0.55 * 100 is more than 55 in floating point.
    assertThat(IntervalMatcher.match(List.of(fell(0, 100)), List.of(fall(45, 145)), 0.55).pairs())
        .hasSize(1);
  }

  @Test
  void doesNotPairWhatOnlyTouches() {
    Matching matching =
        IntervalMatcher.match(List.of(fell(0, 1000)), List.of(fall(1000, 2000)), 1e-9);

    assertThat(matching.pairs()).isEmpty();
    assertThat(matching.missed()).hasSize(1);
    assertThat(matching.falseAlarms()).hasSize(1);
  }

  @Test
  void callsASecondEventOnOneTruthADuplicate() {
    DetectedInterval first = fall(0, 900);
    DetectedInterval second = fall(1000, 2000);

    Matching matching = match(List.of(fell(0, 2000)), List.of(first, second));

    assertThat(matching.pairs()).extracting(MatchedPair::event).containsExactly(second);
    assertThat(matching.duplicates()).containsExactly(first);
    assertThat(matching.falseAlarms()).isEmpty();
  }

  @Test
  void callsTheSameActionOfSomebodyElseAFalseAlarm() {
    DetectedInterval right = by("7", fall(0, 1500));
    DetectedInterval wrong = by("8", fall(0, 2000));
    DetectedInterval again = by("7", fall(1500, 2000));

    Matching matching = match(List.of(fell(0, 2000)), List.of(wrong, right, again));

    assertThat(matching.pairs()).extracting(MatchedPair::event).containsExactly(right);
    assertThat(matching.duplicates()).containsExactly(again);
    assertThat(matching.falseAlarms()).containsExactly(wrong);
  }

  @Test
  void pairsATruthWithSomebodyElseIfNothingElseFits() {
    DetectedInterval wrong = by("8", fall(0, 2000));

    assertThat(match(List.of(fell(0, 2000)), List.of(wrong)).pairs()).hasSize(1);
  }

  @Test
  void givesOneEventToOneOfTwoTruths() {
    TruthInterval longer = fell(0, 1000);
    TruthInterval shorter = fell(1200, 1900);

    Matching matching = match(List.of(longer, shorter), List.of(fall(0, 2000)));

    assertThat(matching.pairs()).extracting(MatchedPair::truth).containsExactly(longer);
    assertThat(matching.missed()).containsExactly(shorter);
  }

  // Greedy by overlap would give the long event the long truth and lose both others.
  @Test
  void prefersTwoPairsToOneThatOverlapsMore() {
    TruthInterval early = fell(0, 1000);
    TruthInterval late = fell(1000, 3000);
    DetectedInterval wide = fall(500, 2500);
    DetectedInterval narrow = fall(2500, 3500);

    Matching matching = match(List.of(early, late), List.of(wide, narrow));

    assertThat(matching.pairs())
        .containsExactlyInAnyOrder(new MatchedPair(early, wide), new MatchedPair(late, narrow));
  }

  @Test
  void keepsCamerasAndActionsApart() {
    Matching matching =
        match(
            List.of(fell(0, 1000)),
            List.of(event("yard", "fall", 0, 1000), event("gate", "wave", 0, 1000)));

    assertThat(matching.pairs()).isEmpty();
    assertThat(matching.missed()).hasSize(1);
    assertThat(matching.duplicates()).isEmpty();
    assertThat(matching.falseAlarms()).hasSize(2);
  }

  @Test
  void takesNothingAtAll() {
    assertThat(match(List.of(), List.of()))
        .isEqualTo(new Matching(List.of(), List.of(), List.of(), List.of()));
  }

  @Test
  void findsAsMuchAsTryingEveryPairing() {
    Random random = new Random(5);
    for (int trial = 0; trial < 2000; trial++) {
      List<TruthInterval> truths = new ArrayList<>();
      List<DetectedInterval> events = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        long start = random.nextInt(30);
        truths.add(fell(start, start + 1 + random.nextInt(12)));
      }
      for (int i = random.nextInt(6); i > 0; i--) {
        long start = random.nextInt(30);
        events.add(fall(start, start + 1 + random.nextInt(12)));
      }
      double minOverlap = 0.1 + 0.9 * random.nextDouble();

      Matching matching = IntervalMatcher.match(truths, events, minOverlap);

      Worth best = best(truths, 0, events, new boolean[events.size()], minOverlap);
      assertThat(worth(matching)).as("%s %s %s", truths, events, minOverlap).isEqualTo(best);
      assertThat(matching.pairs()).extracting(MatchedPair::event).doesNotHaveDuplicates();
      assertThat(matching.pairs().size() + matching.missed().size()).isEqualTo(truths.size());
      assertThat(
              matching.pairs().size()
                  + matching.duplicates().size()
                  + matching.falseAlarms().size())
          .isEqualTo(events.size());
      Collections.shuffle(truths, random);
      Collections.shuffle(events, random);
      assertThat(IntervalMatcher.match(truths, events, minOverlap)).isEqualTo(matching);
    }
  }

  @Test
  void pairsADayOfOneCamera() {
    List<TruthInterval> truths = new ArrayList<>();
    List<DetectedInterval> events = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      truths.add(fell(2000L * i, 2000L * i + 1500));
      events.add(fall(2000L * i + 300, 2000L * i + 2000));
    }

    assertThat(match(truths, events).pairs()).hasSize(40_000);
  }

  /** A pairing in the order in which pairings are preferred. */
  private record Worth(int pairs, long overlap) {
    boolean isBetterThan(Worth other) {
      return pairs > other.pairs || (pairs == other.pairs && overlap > other.overlap);
    }
  }

  private static Worth best(
      List<TruthInterval> truths,
      int next,
      List<DetectedInterval> events,
      boolean[] taken,
      double minOverlap) {
    if (next == truths.size()) {
      return new Worth(0, 0);
    }
    Worth best = best(truths, next + 1, events, taken, minOverlap);
    Window truth = truths.get(next).time();
    for (int i = 0; i < taken.length; i++) {
      Window event = events.get(i).time();
      long shorter = Math.min(truth.lengthMillis(), event.lengthMillis());
      if (!taken[i] && overlap(truth, event) >= minOverlap * shorter) {
        taken[i] = true;
        Worth rest = best(truths, next + 1, events, taken, minOverlap);
        taken[i] = false;
        Worth all = new Worth(rest.pairs + 1, rest.overlap + overlap(truth, event));
        best = all.isBetterThan(best) ? all : best;
      }
    }
    return best;
  }

  private static Worth worth(Matching matching) {
    return new Worth(
        matching.pairs().size(),
        matching.pairs().stream()
            .mapToLong(pair -> overlap(pair.truth().time(), pair.event().time()))
            .sum());
  }

  private static long overlap(Window a, Window b) {
    return Math.max(
        0, Math.min(a.endMillis(), b.endMillis()) - Math.max(a.startMillis(), b.startMillis()));
  }

  private static Matching match(List<TruthInterval> truths, List<DetectedInterval> events) {
    return IntervalMatcher.match(truths, events, 0.3);
  }
}
