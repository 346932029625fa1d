package io.posestream.onnx.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ONNX file that a manifest pins.
 *
 * @param path where it lies
 * @param sha256 of its bytes, lower-case hex
 * @param precision such as {@code fp32}
 * @param processor it was made for
 * @param input what it takes
 */
public record ModelFile(
    Path path, String sha256, String precision, Processor processor, ModelInput input) {
  /**
   * Checks that the file is there and whole.
   *
   * @throws BundleException if it is missing, cut off or another file
   */
  void verify() {
    new PinnedFile(path, sha256).verify();
  }

  /** Returns the size of the file. */
  public long bytes() throws IOException {
    return Files.size(path);
  }
}
