package io.posestream.core.control.rules;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All rules that were accepted, over time.
 *
 * @param version of the newest message that was accepted; 0 if there was none
 * @param general the default over time
 * @param cameras the rules of single cameras over time
 */
public record AcceptedRules(long version, RuleTimeline general, Map<String, RuleTimeline> cameras) {
  /** No message was accepted. */
  public static final AcceptedRules EMPTY = new AcceptedRules(0, RuleTimeline.EMPTY, Map.of());

  /**
   * Most cameras that may have rules of their own. Beyond that, cameras whose rules were taken back
   * are forgotten, the oldest first.
   */
  static final int MOST_CAMERAS = 10_000;

  /** Copies the map in. */
  public AcceptedRules {
    cameras = Map.copyOf(cameras);
  }

  /** Returns these rules with those of a change. */
  public AcceptedRules with(RuleChange change) {
    RuleTimeline defaults = general;
    Map<String, RuleTimeline> byCamera = new HashMap<>(cameras);
    for (RuleEdit edit : change.edits()) {
      DatedRules dated =
          new DatedRules(change.effectiveFromMillis(), change.version(), edit.rules());
      if (edit.camera().isEmpty()) {
        defaults = defaults.with(dated);
      } else {
        String camera = edit.camera().get();
        byCamera.put(camera, byCamera.getOrDefault(camera, RuleTimeline.EMPTY).with(dated));
      }
    }
    forgetTakenBack(byCamera);
    return new AcceptedRules(Math.max(version, change.version()), defaults, byCamera);
  }

  private static void forgetTakenBack(Map<String, RuleTimeline> byCamera) {
    int surplus = byCamera.size() - MOST_CAMERAS;
    if (surplus > 0) {
      byCamera.entrySet().stream()
          .filter(camera -> camera.getValue().last().rules().isEmpty())
          .sorted(
              Comparator.comparingLong(
                      (Map.Entry<String, RuleTimeline> camera) ->
                          camera.getValue().last().effectiveFromMillis())
                  .thenComparing(Map.Entry::getKey))
          .limit(surplus)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(byCamera::remove);
    }
  }

  /** Returns the rules over time of a camera, or the default. */
  RuleTimeline timelineOf(Optional<String> camera) {
    return camera.map(this::timelineOf).orElse(general);
  }

  RuleTimeline timelineOf(String camera) {
    return cameras.getOrDefault(camera, RuleTimeline.EMPTY);
  }
}
