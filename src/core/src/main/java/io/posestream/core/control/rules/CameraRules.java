package io.posestream.core.control.rules;

import io.posestream.core.zone.Zone;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of one camera, or the default of all cameras; what is empty keeps its value from the
 * level below.
 *
 * @param general settings of all labels
 * @param labels settings of single labels, which override those of all labels
 * @param watched the labels that may raise events; empty for all
 * @param zones of the camera
 */
public record CameraRules(
    RuleSettings general,
    Map<String, RuleSettings> labels,
    Optional<Set<String>> watched,
    Optional<List<Zone>> zones) {
  /** Sets nothing. */
  public static final CameraRules NONE =
      new CameraRules(RuleSettings.NONE, Map.of(), Optional.empty(), Optional.empty());

  /** Copies the collections in; values are checked by {@link RuleCheck}. */
  public CameraRules {
    labels = Map.copyOf(labels);
    watched = watched.map(Set::copyOf);
    zones = zones.map(List::copyOf);
  }

  /** Returns these rules, completed by others. */
  public CameraRules over(CameraRules below) {
    Map<String, RuleSettings> merged = new HashMap<>(below.labels);
    labels.forEach((label, own) -> merged.merge(label, own, (old, mine) -> mine.over(old)));
    return new CameraRules(
        general.over(below.general), merged, watched.or(below::watched), zones.or(below::zones));
  }

  /** Returns the settings of a label. */
  RuleSettings of(String label) {
    return labels.getOrDefault(label, RuleSettings.NONE).over(general);
  }

  boolean raises(String label) {
    return watched.map(names -> names.contains(label)).orElse(true)
        && !of(label).muted().orElse(false);
  }
}
