package io.posestream.onnx.bundle;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.sampling.Dialect;
import io.posestream.onnx.bundle.BundleMember.ScoreKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

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
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

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
        members(root.get("members"), file, preprocessing),
        labels,
        root.find("reject-label").map(value -> value.named(oneOf(names), known(names))),
        thresholds(thresholds.get("default")),
        thresholds.find("labels").map(value -> thresholds(value, names)).orElse(Map.of()));
  }

  private static KeypointLayout layout(ManifestValue value) {
    return value.named("one of " + String.join(", ", KeypointLayout.ids()), KeypointLayout::named);
  }

  private static List<BundleMember> members(
      ManifestValue value, Path file, Preprocessing preprocessing) {
    List<BundleMember> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ManifestValue item : value.someItems()) {
      BundleMember member = member(item, file, preprocessing);
      if (!names.add(member.name())) {
        throw item.get("name").expected("each name once");
      }
      members.add(member);
    }
    checkHeads(value, members, preprocessing);
    return members;
  }

  private static BundleMember member(ManifestValue value, Path file, Preprocessing preprocessing) {
    value.mappingOf(
        "name",
        "stream",
        "file",
        "sha256",
        "precision",
        "input",
        "outputs",
        "scores",
        "heads",
        "variants");
    ManifestValue input = value.get("input").mappingOf("name", "shape");
    ManifestValue outputs = value.get("outputs").mappingOf("scores", "cam");
    ModelFile model = modelFile(value, file, Processor.ANY, ModelInput.HEATMAPS);
    return new BundleMember(
        value.get("name").text(),
        value.get("stream").named("joint or limb", HeatmapStream::named),
        model,
        input.get("name").text(),
        inputShape(input.get("shape"), preprocessing),
        outputs.get("scores").text(),
        outputs.find("cam").map(ManifestValue::text),
        value.get("scores").named("logits or probabilities", Manifest::scoreKind),
        value.find("heads").map(Manifest::heads),
        files(model, value.find("variants"), file));
  }

  private static CrowdHeads heads(ManifestValue value) {
    value.mappingOf("joints", "pairs", "persons", "pair-scores");
    return new CrowdHeads(
        value.get("joints").text(),
        value.get("pairs").text(),
        value.get("persons").text(),
        value.get("pair-scores").text());
  }

  private static void checkHeads(
      ManifestValue members, List<BundleMember> read, Preprocessing preprocessing) {
    boolean single = read.size() == 1 && preprocessing.views() == 1;
    for (int i = 0; i < read.size(); i++) {
      BundleMember member = read.get(i);
      ManifestValue item = members.items().get(i);
      if (member.heads().isPresent() && (!single || member.camName().isPresent())) {
        throw item.get("heads")
            .expected(
                "one member without cam, num-clips: 1 and flip: false, where there are heads");
      }
      if (member.heads().isPresent() && member.takesBatches()) {
        throw item.get("input").expected("a batch of 1, where there are heads: one run, one scene");
      }
    }
  }

  private static TensorShape inputShape(ManifestValue value, Preprocessing preprocessing) {
    List<ManifestValue> items = value.items();
    if (items.size() != 5) {
      throw value.expected("five numbers, [batch, channels, frames, height, width]");
    }
    List<Long> dimensions = items.stream().map(Manifest::dimension).toList();
    if (dimensions.get(0) != TensorShape.ANY && dimensions.get(0) != 1) {
      throw items.get(0).expected("a batch of any size (-1) or of 1");
    }
    if (dimensions.get(2) != TensorShape.ANY && dimensions.get(2) != preprocessing.clipLength()) {
      throw items
          .get(2)
          .expected("preprocessing.clip-length, %d".formatted(preprocessing.clipLength()));
    }
    return new TensorShape(dimensions);
  }

  private static long dimension(ManifestValue value) {
    int dimension = value.integer();
    if (dimension != TensorShape.ANY && dimension < 1) {
      throw value.expected("a size above 0, or -1 for any");
    }
    return dimension;
  }

  private static List<ModelFile> files(
      ModelFile model, Optional<ManifestValue> variants, Path manifest) {
    List<ModelFile> files = new ArrayList<>(List.of(model));
    Set<List<Object>> kinds = new HashSet<>(Set.of(kindOf(model)));
    for (ManifestValue item : variants.map(ManifestValue::items).orElse(List.of())) {
      ModelFile variant = variant(item, manifest);
      if (!kinds.add(kindOf(variant))) {
        throw item.get("precision").expected("each precision, device and input once");
      }
      files.add(variant);
    }
    return files;
  }

  private static ModelFile variant(ManifestValue value, Path manifest) {
    value.mappingOf("precision", "device", "input", "file", "sha256");
    return modelFile(
        value,
        manifest,
        value
            .find("device")
            .map(device -> device.named("any, cpu or gpu", Processor::named))
            .orElse(Processor.ANY),
        value
            .find("input")
            .map(input -> input.named("heatmaps or keypoints", ModelInput::named))
            .orElse(ModelInput.HEATMAPS));
  }

  private static List<Object> kindOf(ModelFile file) {
    return List.of(file.precision(), file.processor(), file.input());
  }

  private static ModelFile modelFile(
      ManifestValue value, Path manifest, Processor processor, ModelInput input) {
    Path path =
        value
            .get("file")
            .named("the name of a file in the bundle", name -> inFolderOf(manifest, name));
    String sha256 =
        value
            .get("sha256")
            .named(
                "64 lower-case hex digits",
                text -> Optional.of(text).filter(hex -> SHA256.matcher(hex).matches()));
    return new ModelFile(path, sha256, value.get("precision").text(), processor, input);
  }

  /** Returns the path of a file, unless it lies outside the manifest's folder. */
  private static Optional<Path> inFolderOf(Path manifest, String name) {
    Path folder = manifest.resolveSibling("").normalize();
    Path file = manifest.resolveSibling(name).normalize();
    boolean inside = !Path.of(name).isAbsolute() && !Path.of(name).normalize().startsWith("..");
    return inside && !file.equals(folder) ? Optional.of(file) : Optional.empty();
  }

  private static Optional<ScoreKind> scoreKind(String text) {
    return switch (text) {
      case "logits" -> Optional.of(ScoreKind.LOGITS);
      case "probabilities" -> Optional.of(ScoreKind.PROBABILITIES);
      default -> Optional.empty();
    };
  }

  private static List<ActionLabel> labels(ManifestValue value) {
    List<ActionLabel> labels = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ManifestValue item : value.someItems()) {
      item.mappingOf("name", "scopes");
      String name = item.get("name").text();
      if (!names.add(name)) {
        throw item.get("name").expected("each label once");
      }
      labels.add(new ActionLabel(name, scopes(item.get("scopes"))));
    }
    return labels;
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
