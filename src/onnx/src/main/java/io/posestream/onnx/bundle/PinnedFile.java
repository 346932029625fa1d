package io.posestream.onnx.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file whose bytes a manifest pins.
 *
 * @param path where it lies
 * @param sha256 of its bytes, lower-case hex
 */
public record PinnedFile(Path path, String sha256) {
  private static final String COPY_AGAIN = "copy the bundle again, or export it (models/README.md)";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Reads the keys {@code file} and {@code sha256}.
   *
   * @param value has both
   * @param manifest in whose folder the file must lie
   * @throws BundleException naming the key, what was expected and what was found
   */
  static PinnedFile of(ManifestValue value, Path manifest) {
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
    return new PinnedFile(path, sha256);
  }

  /** Returns the path of a file, unless it lies outside the manifest's folder. */
  private static Optional<Path> inFolderOf(Path manifest, String name) {
    Path folder = manifest.resolveSibling("").normalize();
    Path file = manifest.resolveSibling(name).normalize();
    boolean inside = !Path.of(name).isAbsolute() && !Path.of(name).normalize().startsWith("..");
    return inside && !file.equals(folder) ? Optional.of(file) : Optional.empty();
  }

  /**
   * Checks that the file is there and whole.
   *
   * @throws BundleException if it is missing, cut off or another file
   */
  void verify() {
    if (!Files.isRegularFile(path)) {
      throw new BundleException("%s: the model file is missing".formatted(path), COPY_AGAIN);
    }
    try {
      String found = Sha256.of(path);
      if (!found.equals(sha256)) {
        throw new BundleException(
            "%s: expected sha256 %s, got %s: the file is cut off (it has %d bytes) or another model"
                .formatted(path, sha256, found, Files.size(path)),
            COPY_AGAIN + "; if the file is meant to be new, put its sha256 into the manifest");
      }
    } catch (IOException e) {
      throw new BundleException("%s: cannot read it: %s".formatted(path, e), COPY_AGAIN, e);
    }
  }
}
