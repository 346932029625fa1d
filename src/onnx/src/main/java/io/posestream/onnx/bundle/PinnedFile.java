package io.posestream.onnx.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file whose bytes a manifest pins.
 *
 * @param path where it lies
 * @param sha256 of its bytes, lower-case hex
 */
public record PinnedFile(Path path, String sha256) {
  private static final String COPY_AGAIN = "copy the bundle again, or export it (models/README.md)";

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
