package io.posestream.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.score.LabelEvidence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Promises that hold for every series of scores, tried on thousands of made-up ones. */
class LifecyclePropertyTest {
  private static final int SERIES = 2000;
  private static final int WINDOWS = 40;
  private static final List<String> TRACKS = List.of("7", "8");

  @Test
  void keepsItsPromisesOnRandomScores() {
    int events = 0;
    int retracted = 0;
    for (int seed = 0; seed < SERIES; seed++) {
      List<ActionEvent> played = play(seed, 0);
      assertThat(play(seed, 0)).as("seed %d", seed).isEqualTo(played);
      assertWholeLives(seed, played);
      assertOneOpenAtATime(seed, played);
      events += played.size();
      retracted += (int) played.stream().filter(e -> e.phase() == Phase.RETRACTED).count();
    }
    // The promises were put to the test.
    assertThat(events).isGreaterThan(10 * SERIES);
    assertThat(retracted).isGreaterThan(SERIES / 10);
  }

  /** Labels come and go, thresholds and times move: what is open still ends once, and at last. */
  @Test
  void keepsItsPromisesWhileRulesChange() {
    int changed = 0;
    for (int seed = 0; seed < SERIES / 2; seed++) {
      List<ActionEvent> played = play(seed, 0, 0.2);
      assertThat(play(seed, 0, 0.2)).as("seed %d", seed).isEqualTo(played);
      assertWholeLives(seed, played);
      assertOneOpenAtATime(seed, played);
      changed +=
          (int)
              played.stream()
                  .filter(e -> e.endReason().equals(Optional.of(EndReason.CONFIG_CHANGE)))
                  .count();
    }
    assertThat(changed).isGreaterThan(SERIES / 10);
  }

  /** A timer may come early or not at all: the camera's own windows decide. */
  @Test
  void doesNotDependOnWhenTimersFire() {
    for (int seed = 0; seed < SERIES / 5; seed++) {
      assertThat(play(seed, 0.5)).as("seed %d", seed).isEqualTo(play(seed, 0));
    }
  }

  private static EventRules rules(SplittableRandom random) {
    List<ActionRule> actions = new ArrayList<>();
    for (String label : Watch.LABELS) {
      long minDuration = random.nextInt(3) * 1500L;
      Persistence persistence =
          Persistence.DEFAULTS
              .withConfirmWindows(1 + random.nextInt(3))
              .withMaxDurationMillis(minDuration + 1000 + random.nextInt(20) * 1000L)
              .withMinDurationMillis(minDuration)
              .withGapMillis(random.nextInt(3) * 1000L)
              .withCoolDownMillis(random.nextInt(3) * 4000L);
      String group = random.nextBoolean() ? "posture" : label;
      actions.add(Watch.rule(label, persistence, group, random.nextInt(3)));
    }
    double smoothing = random.nextBoolean() ? 0 : random.nextDouble() * 0.8;
    return new EventRules(actions, smoothing, random.nextInt(3) * 3000L, 3000);
  }

  private static EventRules someOf(EventRules rules, SplittableRandom random) {
    return new EventRules(
        rules.actions().stream().filter(any -> random.nextDouble() < 0.7).toList(),
        rules.smoothing(),
        rules.updateIntervalMillis(),
        rules.lostAfterMillis());
  }

  private static List<ActionEvent> play(int seed, double timers) {
    return play(seed, timers, 0);
  }

  private static List<ActionEvent> play(int seed, double timers, double changes) {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom timer = new SplittableRandom(seed);
    SplittableRandom change = new SplittableRandom(seed);
    Watch watch = new Watch(rules(random));
    double fall = 0.5;
    for (int i = 0; i < WINDOWS; i++) {
      long start = 1000L * i;
      if (timer.nextDouble() < timers) {
        watch.expire(start + 1000);
      }
      if (change.nextDouble() < changes) {
        watch.changeRules(someOf(rules(change), change));
      }
      if (random.nextDouble() < 0.8) {
        fall = drift(fall, random);
        watch.take(
            Watch.scene(start, TRACKS, evidence(random), fall, 1 - fall, random.nextDouble()));
      }
      for (String track : TRACKS) {
        if (random.nextDouble() < 0.8) {
          watch.take(Watch.person(track, start, random.nextDouble(), random.nextDouble()));
        }
      }
      if (random.nextDouble() < 0.03) {
        i += 8;
      }
    }
    watch.expire(Long.MAX_VALUE / 2);
    assertThat(watch.actions.isEmpty()).as("seed %d", seed).isTrue();
    return watch.events;
  }

  private static double drift(double p, SplittableRandom random) {
    return Math.max(0, Math.min(1, p + random.nextDouble() - 0.5));
  }

  private static List<LabelEvidence> evidence(SplittableRandom random) {
    if (random.nextBoolean()) {
      return List.of();
    }
    String cells = random.nextBoolean() ? "..xx" : "xx..";
    double share = random.nextDouble();
    return List.of(Watch.fallIn(cells, share, 1 - share));
  }

  private static void assertWholeLives(int seed, List<ActionEvent> played) {
    Map<String, List<ActionEvent>> lives = new LinkedHashMap<>();
    played.forEach(e -> lives.computeIfAbsent(e.eventId(), id -> new ArrayList<>()).add(e));
    for (List<ActionEvent> life : lives.values()) {
      ActionEvent last = life.get(life.size() - 1);
      for (int i = 0; i < life.size(); i++) {
        ActionEvent event = life.get(i);
        boolean ends = event.phase() == Phase.ENDED || event.phase() == Phase.RETRACTED;
        require(event.sequence() == i, "no gap in the sequence", seed, event);
        require((event.phase() == Phase.STARTED) == (i == 0), "one start, first", seed, event);
        require(ends == (i == life.size() - 1), "one end, last", seed, event);
        require(event.endMillis().isPresent() == ends, "an end time at the end", seed, event);
        require(
            event.endReason().isPresent() == (event.phase() == Phase.ENDED),
            "a reason for the end",
            seed,
            event);
        require(
            event.startMillis() == last.startMillis()
                && event.subject().equals(last.subject())
                && event.action().equals(last.action()),
            "one start, subject and action",
            seed,
            event);
      }
      require(last.endMillis().orElseThrow() > last.startMillis(), "start before end", seed, last);
    }
  }

  /** Of one subject and action one event is open, and none begins before the last one ended. */
  private static void assertOneOpenAtATime(int seed, List<ActionEvent> played) {
    Map<List<Object>, String> open = new HashMap<>();
    Map<List<Object>, Long> ended = new HashMap<>();
    for (ActionEvent event : played) {
      List<Object> doing = List.of(event.subject(), event.action());
      if (event.phase() == Phase.STARTED) {
        require(!open.containsKey(doing), "none open", seed, event);
        require(
            event.startMillis() >= ended.getOrDefault(doing, Long.MIN_VALUE),
            "a start after the last end",
            seed,
            event);
        open.put(doing, event.eventId());
      } else {
        require(event.eventId().equals(open.get(doing)), "it to be open", seed, event);
      }
      if (event.endMillis().isPresent()) {
        open.remove(doing);
      }
      if (event.phase() == Phase.ENDED) {
        ended.put(doing, event.endMillis().orElseThrow());
      }
    }
    assertThat(open).as("seed %d", seed).isEmpty();
  }

  private static void require(boolean holds, String expected, int seed, ActionEvent event) {
    if (!holds) {
      throw new AssertionError("seed %d: expected %s at %s".formatted(seed, expected, event));
    }
  }
}
