package io.posestream.core.control.rules;

import io.posestream.core.zone.Zone;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of one camera, or of all cameras without their own; what they leave open stays as it is
 * without them.
 *
 * @param general said of every label
 * @param labels said of single labels; goes before what is said of every label
 * @param watched the labels that may raise events; all if it is left open
 * @param zones of the camera
 */
public record CameraRules(
    RuleSettings general,
    Map<String, RuleSettings> labels,
    Optional<Set<String>> watched,
    Optional<List<Zone>> zones) {
  /** Says nothing. */
  public static final CameraRules NONE =
      new CameraRules(RuleSettings.NONE, Map.of(), Optional.empty(), Optional.empty());

  /** Copies the collections in; values are checked by {@link RuleCheck}. */
  public CameraRules {
    labels = Map.copyOf(labels);
    watched = watched.map(Set::copyOf);
    zones = zones.map(List::copyOf);
  }

  /** Returns these rules, with what they leave open from others. */
  public CameraRules over(CameraRules below) {
    Map<String, RuleSettings> merged = new HashMap<>(below.labels);
    labels.forEach((label, own) -> merged.merge(label, own, (old, mine) -> mine.over(old)));
    return new CameraRules(
        general.over(below.general), merged, watched.or(below::watched), zones.or(below::zones));
  }

  /** Returns what is said of a label. */
  RuleSettings of(String label) {
    return labels.getOrDefault(label, RuleSettings.NONE).over(general);
  }

  boolean raises(String label) {
    return watched.map(names -> names.contains(label)).orElse(true)
        && !of(label).muted().orElse(false);
  }
}
