package io.posestream.onnx.bundle;

import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.sampling.Dialect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What {@code manifest.yaml} says; models/README.md explains each key.
 *
 * @param name of the bundle
 * @param version of the bundle
 * @param layout the joint set the networks take
 * @param preprocessing from sampled poses to volumes
 * @param members the networks, whose probabilities are averaged
 * @param labels the classes in output order
 * @param rejectLabel the class that stands for "none of the others"
 * @param defaultThresholds for labels without their own
 * @param thresholds by label name
 */
record Manifest(
    String name,
    String version,
    KeypointLayout layout,
    Preprocessing preprocessing,
    List<BundleMember> members,
    List<ActionLabel> labels,
    Optional<String> rejectLabel,
    Thresholds defaultThresholds,
    Map<String, Thresholds> thresholds) {
  private static final String[] KEYS = {
    "name",
    "version",
    "layout",
    "dialect",
    "preprocessing",
    "members",
    "labels",
    "reject-label",
    "thresholds"
  };

  Manifest {
    members = List.copyOf(members);
    labels = List.copyOf(labels);
    thresholds = Map.copyOf(thresholds);
  }

  /**
   * Reads a manifest.
   *
   * @throws BundleException naming the file, the key, what was expected and what was found
   */
  static Manifest read(Path file) {
    ManifestValue root = ManifestValue.read(file).mappingOf(KEYS);
    Dialect dialect = root.get("dialect").named("mmaction2 or pyskl", Dialect::named);
    Preprocessing preprocessing = PreprocessingSection.read(root.get("preprocessing"), dialect);
    List<ActionLabel> labels = labels(root.get("labels"));
    List<String> names = labels.stream().map(ActionLabel::name).toList();
    ManifestValue thresholds = root.get("thresholds").mappingOf("default", "labels");
    return new Manifest(
        root.get("name").text(),
        root.get("version").text(),
        layout(root.get("layout")),
        preprocessing,
        MembersSection.read(root.get("members"), file, preprocessing),
        labels,
        root.find("reject-label").map(value -> value.named(oneOf(names), known(names))),
        thresholds(thresholds.get("default")),
        thresholds.find("labels").map(value -> thresholds(value, names)).orElse(Map.of()));
  }

  static KeypointLayout layout(ManifestValue value) {
    return value.named("one of " + String.join(", ", KeypointLayout.ids()), KeypointLayout::named);
  }

  private static List<ActionLabel> labels(ManifestValue value) {
    List<ActionLabel> labels = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ManifestValue item : value.someItems()) {
      item.mappingOf("name", "scopes", "same-as");
      String name = item.get("name").text();
      if (!names.add(name)) {
        throw item.get("name").expected("each label once");
      }
      labels.add(new ActionLabel(name, scopes(item.get("scopes")), sameAs(item)));
    }
    return labels;
  }

  private static Set<String> sameAs(ManifestValue label) {
    return label.find("same-as").stream()
        .flatMap(names -> names.someItems().stream())
        .map(ManifestValue::text)
        .collect(Collectors.toSet());
  }

  private static Set<Scope> scopes(ManifestValue value) {
    Set<Scope> scopes = new HashSet<>();
    for (ManifestValue item : value.someItems()) {
      if (!scopes.add(item.named("person, pair or scene", Scope::named))) {
        throw item.expected("each scope once");
      }
    }
    return scopes;
  }

  private static Map<String, Thresholds> thresholds(ManifestValue value, List<String> labels) {
    Map<String, Thresholds> thresholds = new LinkedHashMap<>();
    value
        .mappingOf(labels.toArray(String[]::new))
        .entries()
        .forEach((label, entry) -> thresholds.put(label, thresholds(entry)));
    return thresholds;
  }

  private static Thresholds thresholds(ManifestValue value) {
    value.mappingOf("enter", "exit");
    double enter = value.get("enter").number();
    double exit = value.get("exit").number();
    try {
      return new Thresholds(enter, exit);
    } catch (IllegalArgumentException e) {
      throw value.reject(e);
    }
  }

  private static String oneOf(List<String> names) {
    return "one of the labels " + String.join(", ", names);
  }

  private static Function<String, Optional<String>> known(List<String> names) {
    return name -> Optional.of(name).filter(names::contains);
  }
}
