package io.posestream.core.model;

import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.pose.KeypointLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a bundle's manifest says about its model.
 *
 * @param name of the bundle
 * @param version of the bundle
 * @param sha256 of the model files, lower-case hex; of several members the digest of their digests
 * @param precision such as {@code fp32}
 * @param layout the joint set the model takes
 * @param preprocessing from sampled poses to volumes
 * @param labels the classes in output order
 * @param rejectLabel the class that stands for "none of the others"
 * @param defaultThresholds for labels without their own
 * @param thresholds by label name
 * @param pictures whether the model looks at pictures
 * @param heads whom one run answers
 */
public record ModelDescription(
    String name,
    String version,
    String sha256,
    String precision,
    KeypointLayout layout,
    Preprocessing preprocessing,
    List<ActionLabel> labels,
    Optional<String> rejectLabel,
    Thresholds defaultThresholds,
    Map<String, Thresholds> thresholds,
    PictureNeed pictures,
    Heads heads) {
  /** Whether a model looks at pictures. */
  public enum PictureNeed {
    /** It looks at poses alone. */
    NONE,
    /** It looks at them where there are any, and scores clips without them all the same. */
    OPTIONAL,
    /** It cannot score a clip without them. */
    REQUIRED
  }

  /** Copies the collections in. */
  public ModelDescription {
    labels = List.copyOf(labels);
    thresholds = Map.copyOf(thresholds);
  }

  /** Creates the description of a model of poses alone, with one answer; see the record. */
  public ModelDescription(
      String name,
      String version,
      String sha256,
      String precision,
      KeypointLayout layout,
      Preprocessing preprocessing,
      List<ActionLabel> labels,
      Optional<String> rejectLabel,
      Thresholds defaultThresholds,
      Map<String, Thresholds> thresholds) {
    this(
        name,
        version,
        sha256,
        precision,
        layout,
        preprocessing,
        labels,
        rejectLabel,
        defaultThresholds,
        thresholds,
        PictureNeed.NONE,
        Heads.ONE);
  }

  /** Creates the description of a model with one answer for a run; see the record. */
  public ModelDescription(
      String name,
      String version,
      String sha256,
      String precision,
      KeypointLayout layout,
      Preprocessing preprocessing,
      List<ActionLabel> labels,
      Optional<String> rejectLabel,
      Thresholds defaultThresholds,
      Map<String, Thresholds> thresholds,
      PictureNeed pictures) {
    this(
        name,
        version,
        sha256,
        precision,
        layout,
        preprocessing,
        labels,
        rejectLabel,
        defaultThresholds,
        thresholds,
        pictures,
        Heads.ONE);
  }

  /** Returns what events and scores say of the model. */
  public ModelReference reference() {
    return new ModelReference(name, version, sha256, precision);
  }

  /** Returns the names of the labels in output order. */
  public List<String> labelNames() {
    return labels.stream().map(ActionLabel::name).toList();
  }

  /** Returns the thresholds of a label, its own or else the default. */
  public Thresholds thresholdsOf(String label) {
    return thresholds.getOrDefault(label, defaultThresholds);
  }

  /** Returns this model with its labels meant for no scopes but those it serves. */
  public ModelDescription servingOnly(Set<Scope> served) {
    return withLabels(labels.stream().map(label -> label.within(served)).toList());
  }

  /** Returns the names of the labels that are meant for persons or pairs. */
  public Set<String> labelsOfTracks() {
    return labels.stream()
        .filter(label -> !label.within(Scope.OF_TRACKS).scopes().isEmpty())
        .map(ActionLabel::name)
        .collect(Collectors.toSet());
  }

  /**
   * Returns this model with labels, and those that are the same as one of them, meant for persons
   * and pairs as before and no scene.
   */
  public ModelDescription leavingToTracks(Set<String> names) {
    return withLabels(
        labels.stream()
            .map(label -> label.isAmong(names) ? label.within(Scope.OF_TRACKS) : label)
            .toList());
  }

  private ModelDescription withLabels(List<ActionLabel> narrowed) {
    return new ModelDescription(
        name,
        version,
        sha256,
        precision,
        layout,
        preprocessing,
        narrowed,
        rejectLabel,
        defaultThresholds,
        thresholds,
        pictures,
        heads);
  }
}
