package io.posestream.onnx.bundle;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.picture.PicturePreprocessing;
import io.posestream.onnx.bundle.BundleMember.ScoreKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code members} of a manifest. */
final class MembersSection {
  private static final String[] KEYS = {
    "name",
    "stream",
    "clips",
    "sigma",
    "file",
    "sha256",
    "precision",
    "input",
    "pictures",
    "outputs",
    "fusion",
    "scores",
    "heads",
    "variants"
  };
  // Of [batch, channels, frames, height, width].
  private static final int FRAMES = 2;

  private MembersSection() {}

  /**
   * Reads the section.
   *
   * @throws BundleException naming the file, the key, what was expected and what was found
   */
  static List<BundleMember> read(ManifestValue value, Path file, Preprocessing preprocessing) {
    List<BundleMember> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ManifestValue item : value.someItems()) {
      BundleMember member = member(item, file, preprocessing);
      if (!names.add(member.name())) {
        throw item.get("name").expected("each name once");
      }
      members.add(member);
    }
    checkPictures(value, members, preprocessing);
    checkCrowdHeads(value, members, preprocessing);
    return members;
  }

  private static void checkPictures(
      ManifestValue value, List<BundleMember> members, Preprocessing preprocessing) {
    boolean taken = members.stream().anyMatch(member -> member.pictures().isPresent());
    if (!taken && preprocessing.pictures().isPresent()) {
      throw value.expected("a member with pictures, of which preprocessing.pictures speaks");
    }
    if (!taken && members.stream().anyMatch(member -> member.clips() != ClipKind.EVERY)) {
      throw value.expected("a member with pictures beside one for clips without");
    }
  }

  private static void checkCrowdHeads(
      ManifestValue value, List<BundleMember> members, Preprocessing preprocessing) {
    boolean single = members.size() == 1 && preprocessing.views() == 1;
    for (int i = 0; i < members.size(); i++) {
      BundleMember member = members.get(i);
      if (member.crowdHeads().isPresent()) {
        checkCrowdHeads(value.items().get(i), member, single);
      }
    }
  }

  private static void checkCrowdHeads(ManifestValue item, BundleMember member, boolean single) {
    boolean plain = member.pictures().isEmpty() && member.heads().size() == 1;
    if (!single || !plain || member.camName().isPresent()) {
      throw item.get("heads")
          .expected(
              "one member without cam or pictures, num-clips: 1 and flip: false, where there are"
                  + " heads");
    }
    if (member.takesBatches()) {
      throw item.get("input").expected("a batch of 1, where there are heads: one run, one scene");
    }
  }

  private static CrowdHeads crowdHeads(ManifestValue value) {
    value.mappingOf("joints", "pairs", "persons", "pair-scores");
    return new CrowdHeads(
        value.get("joints").text(),
        value.get("pairs").text(),
        value.get("persons").text(),
        value.get("pair-scores").text());
  }

  private static BundleMember member(ManifestValue value, Path file, Preprocessing preprocessing) {
    value.mappingOf(KEYS);
    ManifestValue outputs = value.get("outputs").mappingOf("scores", "cam");
    ModelFile model = modelFile(value, file, Processor.ANY, ModelInput.HEATMAPS);
    Optional<MemberInput> pictures =
        value.find("pictures").map(input -> pictures(input, preprocessing));
    return new BundleMember(
        value.get("name").text(),
        value.get("stream").named("joint or limb", HeatmapStream::named),
        value
            .find("sigma")
            .map(sigma -> sigma.number("a number in (0, 100)", n -> n > 0 && n < 100))
            .orElse(preprocessing.sigma()),
        clips(value, pictures.isPresent()),
        model,
        heatmaps(value, pictures.isPresent(), preprocessing),
        pictures,
        heads(outputs.get("scores"), value),
        outputs.find("cam").map(ManifestValue::text),
        value.get("scores").named("logits or probabilities", MembersSection::scoreKind),
        value.find("heads").map(MembersSection::crowdHeads),
        files(model, value.find("variants"), file));
  }

  private static ClipKind clips(ManifestValue value, boolean takesPictures) {
    Optional<ClipKind> named =
        value.find("clips").map(clips -> clips.named("every or without-pictures", ClipKind::named));
    if (named.isPresent() && takesPictures) {
      throw value.get("clips").expected("no such key for a member that takes pictures");
    }
    return named.orElse(takesPictures ? ClipKind.WITH_PICTURES : ClipKind.EVERY);
  }

  private static Optional<MemberInput> heatmaps(
      ManifestValue value, boolean takesPictures, Preprocessing preprocessing) {
    Optional<ManifestValue> input =
        takesPictures ? value.find("input") : Optional.of(value.get("input"));
    return input.map(each -> input(each, "preprocessing.clip-length", preprocessing.clipLength()));
  }

  private static MemberInput pictures(ManifestValue value, Preprocessing preprocessing) {
    PicturePreprocessing pictures =
        preprocessing
            .pictures()
            .orElseThrow(() -> value.expected("the section preprocessing.pictures as well"));
    MemberInput input = input(value, "preprocessing.pictures.clip-length", pictures.clipLength());
    TensorShape given =
        TensorShape.of(1, 3, pictures.clipLength(), pictures.height(), pictures.width());
    if (!input.shape().covers(given)) {
      throw value
          .get("shape")
          .expected("the %s that preprocessing.pictures gives".formatted(given));
    }
    return input;
  }

  private static MemberInput input(ManifestValue value, String key, int length) {
    value.mappingOf("name", "shape");
    List<ManifestValue> items = value.get("shape").items();
    if (items.size() != 5) {
      throw value.get("shape").expected("five numbers, [batch, channels, frames, height, width]");
    }
    List<Long> dimensions = items.stream().map(MembersSection::dimension).toList();
    if (dimensions.get(0) != TensorShape.ANY && dimensions.get(0) != 1) {
      throw items.get(0).expected("a batch of any size (-1) or of 1");
    }
    if (dimensions.get(FRAMES) != TensorShape.ANY && dimensions.get(FRAMES) != length) {
      throw items.get(FRAMES).expected("%s, %d".formatted(key, length));
    }
    return new MemberInput(value.get("name").text(), new TensorShape(dimensions));
  }

  // The reference adds the heads' probabilities; a mean is half of that, and a probability.
  private static List<String> heads(ManifestValue scores, ManifestValue member) {
    if (!scores.isList()) {
      return List.of(scores.text());
    }
    List<String> heads = scores.someItems().stream().map(ManifestValue::text).toList();
    if (Set.copyOf(heads).size() != heads.size()) {
      throw scores.expected("each output once");
    }
    if (heads.size() > 1) {
      member.get("fusion").named("mean, for a member of several scores", MembersSection::fusion);
    }
    return heads;
  }

  private static Optional<String> fusion(String text) {
    return Optional.of(text).filter("mean"::equals);
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
    PinnedFile file = PinnedFile.of(value, manifest);
    return new ModelFile(
        file.path(), file.sha256(), value.get("precision").text(), processor, input);
  }

  private static Optional<ScoreKind> scoreKind(String text) {
    return switch (text) {
      case "logits" -> Optional.of(ScoreKind.LOGITS);
      case "probabilities" -> Optional.of(ScoreKind.PROBABILITIES);
      default -> Optional.empty();
    };
  }
}
