package io.posestream.cli.demo;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.score.WindowScores;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which windows were scored, and which must be: a slow, obvious reading of the contract. */
final class ScoredWindows {
  private static final long LENGTH = 2_000;
  private static final long STRIDE = 1_000;
  private static final int MIN_FRAMES = 8;

  private ScoredWindows() {}

  /** Returns how often each window was scored. */
  static Map<String, Integer> of(List<WindowScores> scores) {
    Map<String, Integer> counts = new TreeMap<>();
    for (WindowScores answer : scores) {
      String track = answer.subject().trackId().map(id -> " track " + id).orElse("");
      counts.merge(
          key(answer.subject().camera(), answer.subject().scope(), answer.window().startMillis())
              + track,
          1,
          Integer::sum);
    }
    return counts;
  }

  /**
   * Returns every window [k * 1000, k * 1000 + 2000) that holds enough frames, once: of the scene,
   * and of each track that is in enough of them.
   */
  static Map<String, Integer> due(List<PoseFrame> frames) {
    Map<String, Integer> seen = new TreeMap<>();
    for (PoseFrame frame : frames) {
      long last = frame.timeMillis() / STRIDE * STRIDE;
      for (long start = last; start > last - LENGTH && start >= 0; start -= STRIDE) {
        seen.merge(key(frame.camera(), Scope.SCENE, start), 1, Integer::sum);
        for (Person person : frame.persons()) {
          if (person.meanJointScore() > 0) {
            String window = key(frame.camera(), Scope.PERSON, start);
            seen.merge(window + " track " + person.trackId(), 1, Integer::sum);
          }
        }
      }
    }
    seen.values().removeIf(count -> count < MIN_FRAMES);
    seen.replaceAll((window, count) -> 1);
    return seen;
  }

  private static String key(String camera, Scope scope, long start) {
    return "%s %s %d".formatted(camera, scope.id(), start);
  }
}
