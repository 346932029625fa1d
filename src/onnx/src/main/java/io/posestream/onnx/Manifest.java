package io.posestream.onnx;

import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.FrameSampling;
import io.posestream.onnx.BundleMember.ScoreKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
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
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern EXACT_SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");
  private static final Pattern SHORT_SIDE = Pattern.compile("short:([1-9]\\d{0,4})");

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
    ManifestValue root =
        ManifestValue.read(file)
            .mappingOf(
                "name",
                "version",
                "layout",
                "dialect",
                "preprocessing",
                "members",
                "labels",
                "reject-label",
                "thresholds");
    KeypointLayout layout =
        root.get("layout")
            .named("one of " + String.join(", ", KeypointLayout.ids()), KeypointLayout::named);
    Dialect dialect = root.get("dialect").named("mmaction2 or pyskl", Dialect::named);
    Preprocessing preprocessing = preprocessing(root.get("preprocessing"), dialect);
    List<ActionLabel> labels = labels(root.get("labels"));
    List<String> names = labels.stream().map(ActionLabel::name).toList();
    ManifestValue thresholds = root.get("thresholds").mappingOf("default", "labels");
    return new Manifest(
        root.get("name").text(),
        root.get("version").text(),
        layout,
        preprocessing,
        members(root.get("members"), file, preprocessing),
        labels,
        root.find("reject-label").map(value -> value.named(oneOf(names), known(names))),
        thresholds(thresholds.get("default")),
        thresholds.find("labels").map(value -> thresholds(value, names)).orElse(Map.of()));
  }

  private static Preprocessing preprocessing(ManifestValue value, Dialect dialect) {
    value.mappingOf(
        "clip-length",
        "num-clips",
        "flip",
        "compact",
        "resize",
        "center-crop",
        "sigma",
        "scaling",
        "use-score",
        "sampling");
    int clipLength = value.get("clip-length").integer();
    int clips = value.get("num-clips").integer();
    Preprocessing.Flip flip =
        value.get("flip").flag() ? Preprocessing.Flip.MIRRORED : Preprocessing.Flip.NONE;
    Compaction compaction = compaction(value.get("compact"));
    ResizeRule resize = value.get("resize").named("HEIGHTxWIDTH or short:N", Manifest::resizeRule);
    OptionalInt centerCrop = centerCrop(value.get("center-crop"));
    double sigma = value.get("sigma").number();
    double scaling = value.get("scaling").number();
    Preprocessing.JointScores jointScores =
        value.get("use-score").flag()
            ? Preprocessing.JointScores.PEAK
            : Preprocessing.JointScores.IGNORED;
    FrameSampling sampling =
        value
            .find("sampling")
            .map(kind -> kind.named("reference or time-uniform", FrameSampling::named))
            .orElse(FrameSampling.REFERENCE);
    try {
      return new Preprocessing(
          dialect,
          clipLength,
          clips,
          flip,
          compaction,
          resize,
          centerCrop,
          sigma,
          scaling,
          jointScores,
          sampling);
    } catch (IllegalArgumentException e) {
      throw value.rejectBelow(e);
    }
  }

  private static Compaction compaction(ManifestValue value) {
    value.mappingOf("padding", "threshold", "hw-ratio", "allow-imgpad");
    ManifestValue ratio = value.get("hw-ratio");
    List<ManifestValue> sides = ratio.items();
    if (sides.size() != 2) {
      throw ratio.expected("two numbers, [height, width]");
    }
    return new Compaction(
        value.get("padding").number("a number of at least 0", padding -> padding >= 0),
        value.get("threshold").number("a number of at least 0", threshold -> threshold >= 0),
        positive(sides.get(0)),
        positive(sides.get(1)),
        value.get("allow-imgpad").flag() ? Compaction.Beyond.ALLOWED : Compaction.Beyond.CLAMPED);
  }

  private static double positive(ManifestValue value) {
    return value.number("a number above 0", number -> number > 0);
  }

  private static Optional<ResizeRule> resizeRule(String text) {
    Matcher exact = EXACT_SIZE.matcher(text);
    if (exact.matches()) {
      int height = Integer.parseInt(exact.group(1));
      return Optional.of(new ResizeRule.Exact(height, Integer.parseInt(exact.group(2))));
    }
    Matcher shortSide = SHORT_SIDE.matcher(text);
    return shortSide.matches()
        ? Optional.of(new ResizeRule.ShortSide(Integer.parseInt(shortSide.group(1))))
        : Optional.empty();
  }

  private static OptionalInt centerCrop(ManifestValue value) {
    if (value.isText("none")) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        (int)
            value.number(
                "none or a whole number above 0", side -> side >= 1 && side == (int) side));
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
    return members;
  }

  private static BundleMember member(ManifestValue value, Path file, Preprocessing preprocessing) {
    value.mappingOf(
        "name", "stream", "file", "sha256", "precision", "input", "outputs", "scores", "variants");
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
        files(model, value.find("variants"), file));
  }

  private static TensorShape inputShape(ManifestValue value, Preprocessing preprocessing) {
    List<ManifestValue> items = value.items();
    if (items.size() != 5) {
      throw value.expected("five numbers, [batch, channels, frames, height, width]");
    }
    List<Long> dimensions = new ArrayList<>();
    for (ManifestValue item : items) {
      int dimension = item.integer();
      if (dimension != TensorShape.ANY && dimension < 1) {
        throw item.expected("a size above 0, or -1 for any");
      }
      dimensions.add((long) dimension);
    }
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
