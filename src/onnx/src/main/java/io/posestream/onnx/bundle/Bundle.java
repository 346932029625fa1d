package io.posestream.onnx.bundle;

import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.Heads;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelDescription.PictureNeed;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A model folder: a manifest and the ONNX files it pins, checked against each other.
 *
 * <p>Immutable and thread-safe.
 */
public final class Bundle {
  static final String MANIFEST = "manifest.yaml";
  private static final String LABELS = "labels.txt";

  private final Path folder;
  private final Manifest manifest;
  private final String manifestSha256;
  private final List<BundleMember> members;

  private Bundle(
      Path folder, Manifest manifest, String manifestSha256, List<BundleMember> members) {
    this.folder = folder;
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.members = List.copyOf(members);
  }

  /**
   * Reads a bundle and verifies its files, those of the variants included.
   *
   * @param folder such as {@code models/actions-slim}
   * @throws BundleException if the manifest or a file is not as it should be
   */
  public static Bundle read(Path folder) {
    Path file = folder.resolve(MANIFEST);
    requireInside(folder, file);
    requireInside(folder, folder.resolve(LABELS));
    Manifest manifest = Manifest.read(file);
    for (BundleMember member : manifest.members()) {
      member.files().forEach(model -> requireInside(folder, model.path()));
    }
    checkLabels(folder.resolve(LABELS), manifest);
    for (BundleMember member : manifest.members()) {
      member.files().forEach(ModelFile::verify);
    }
    return new Bundle(folder, manifest, digestOf(file), manifest.members());
  }

  // A bundle may come from anybody: it must not make the job read what lies elsewhere.
  private static void requireInside(Path folder, Path file) {
    try {
      if (Files.exists(file) && !file.toRealPath().startsWith(folder.toRealPath())) {
        throw new BundleException(
            "%s: expected a file in the bundle's folder, got a link to %s"
                .formatted(file, file.toRealPath()),
            "copy the file into the bundle");
      }
    } catch (IOException e) {
      throw new BundleException(
          "%s: cannot read it: %s".formatted(file, e), "check its permissions", e);
    }
  }

  private static String digestOf(Path manifest) {
    try {
      return Sha256.of(manifest);
    } catch (IOException e) {
      throw new BundleException(
          "%s: cannot read it: %s".formatted(manifest, e), "check its permissions", e);
    }
  }

  private static void checkLabels(Path file, Manifest manifest) {
    if (!Files.exists(file)) {
      return;
    }
    List<String> expected = manifest.labels().stream().map(ActionLabel::name).toList();
    try {
      List<String> found = Files.readAllLines(file);
      if (!found.equals(expected)) {
        throw new BundleException(
            "%s: expected the manifest's labels %s, got %s".formatted(file, expected, found),
            "make the two lists equal, in the order of the model's outputs, or delete labels.txt");
      }
    } catch (IOException e) {
      throw new BundleException(
          "%s: cannot read it: %s".formatted(file, e), "save it as UTF-8 text, or delete it", e);
    }
  }

  /** Returns the folder it was read from. */
  public Path folder() {
    return folder;
  }

  /** Returns the precisions that every member has, its own first. */
  public List<String> precisions() {
    List<String> precisions = new ArrayList<>(manifest.members().get(0).precisions());
    manifest.members().forEach(member -> precisions.retainAll(member.precisions()));
    return precisions;
  }

  /**
   * Returns the same bundle, to be run in that precision.
   *
   * @throws BundleException if a member has no such file
   */
  public Bundle withPrecision(String precision) {
    return withMembers(
        member -> member.withPrecision(precision),
        member ->
            new BundleException(
                "%s: member %s: expected a precision of %s, got %s"
                    .formatted(manifestFile(), member.name(), member.precisions(), precision),
                "choose a precision that every member has: " + precisions()));
  }

  /**
   * Returns the same bundle, to be run in the precision that the options ask for, if any.
   *
   * @throws BundleException if a member has no such file
   */
  public Bundle chosenBy(OnnxOptions options) {
    return options.precision().map(this::withPrecision).orElse(this);
  }

  /** Returns whether every member has a file for a device in its precision. */
  public boolean runsOn(Device device) {
    return members.stream().allMatch(member -> member.on(device, inputs()).isPresent());
  }

  /**
   * Returns the same bundle with the files that suit a device best, in the same precision.
   *
   * @throws BundleException if a member has none for it
   */
  public Bundle on(Device device) {
    return withMembers(
        member -> member.on(device, inputs()),
        member ->
            new BundleException(
                "%s: member %s: expected a file in %s for device %s, found none"
                    .formatted(
                        manifestFile(), member.name(), member.model().precision(), device.id()),
                "choose another precision or device, or make the file (models/optimize)"));
  }

  // A graph that paints knows nothing of mirrored views.
  private Set<ModelInput> inputs() {
    return manifest.preprocessing().flip() == Flip.MIRRORED
        ? Set.of(ModelInput.HEATMAPS)
        : Set.of(ModelInput.values());
  }

  private Bundle withMembers(
      Function<BundleMember, Optional<BundleMember>> choice,
      Function<BundleMember, BundleException> missing) {
    List<BundleMember> chosen = new ArrayList<>();
    for (BundleMember member : members) {
      chosen.add(choice.apply(member).orElseThrow(() -> missing.apply(member)));
    }
    return new Bundle(folder, manifest, manifestSha256, chosen);
  }

  /** Returns what the manifest says about the model. */
  public ModelDescription description() {
    return new ModelDescription(
        manifest.name(),
        manifest.version(),
        modelSha256(),
        members.stream()
            .map(member -> member.model().precision())
            .distinct()
            .collect(Collectors.joining("+")),
        manifest.layout(),
        manifest.preprocessing(),
        manifest.labels(),
        manifest.rejectLabel(),
        manifest.defaultThresholds(),
        manifest.thresholds(),
        pictureNeed(),
        members.get(0).crowdHeads().isPresent() ? Heads.EACH : Heads.ONE);
  }

  private PictureNeed pictureNeed() {
    if (members.stream().noneMatch(member -> member.pictures().isPresent())) {
      return PictureNeed.NONE;
    }
    return members.stream().anyMatch(member -> member.clips() != ClipKind.WITH_PICTURES)
        ? PictureNeed.OPTIONAL
        : PictureNeed.REQUIRED;
  }

  private String modelSha256() {
    List<String> digests = members.stream().map(member -> member.model().sha256()).toList();
    return digests.size() == 1 ? digests.get(0) : Sha256.ofDigests(digests);
  }

  /** Returns the path of its manifest, for messages. */
  public Path manifestFile() {
    return folder.resolve(MANIFEST);
  }

  /** Returns its networks in the manifest's order. */
  public List<BundleMember> members() {
    return members;
  }

  /** Returns a digest of what decides the scores: the manifest, and which of its files are used. */
  public String fingerprint() {
    return Sha256.ofDigests(List.of(manifestSha256, modelSha256()));
  }

  @Override
  public String toString() {
    return "%s %s (%s)".formatted(manifest.name(), manifest.version(), folder);
  }
}
