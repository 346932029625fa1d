package io.posestream.onnx.bundle;

import io.posestream.core.pose.KeypointLayout;
import java.nio.file.Path;

/**
 * The folder of an estimator's network: what its {@code manifest.yaml} says, and the file it pins.
 *
 * @param name of the bundle
 * @param version of the bundle
 * @param layout the joints of a pose
 * @param persons most people that the network finds in one picture
 * @param sideMultiple what the sides of a picture are multiples of, in pixels
 * @param network the ONNX file
 * @param input name of the picture: int32 [1, height, width, 3], RGB in 0..255
 * @param output name of the poses: float32 [1, persons, 3 joints + 5]; y, x and score of each
 *     joint, then top, left, bottom and right of the box and the person's score, all in 0..1
 */
public record EstimatorBundle(
    String name,
    String version,
    KeypointLayout layout,
    int persons,
    int sideMultiple,
    PinnedFile network,
    String input,
    String output) {
  private static final int BOX_AND_SCORE = 5;

  /**
   * Reads a bundle and verifies its file.
   *
   * @param folder such as {@code models/movenet-multipose}
   * @throws BundleException if the manifest or the file is not as it should be
   */
  public static EstimatorBundle read(Path folder) {
    Path file = folder.resolve(Bundle.MANIFEST);
    ManifestValue root =
        ManifestValue.read(file)
            .mappingOf("name", "version", "layout", "persons", "side-multiple", "network");
    ManifestValue network = root.get("network").mappingOf("file", "sha256", "input", "output");
    EstimatorBundle bundle =
        new EstimatorBundle(
            root.get("name").text(),
            root.get("version").text(),
            Manifest.layout(root.get("layout")),
            positive(root.get("persons")),
            positive(root.get("side-multiple")),
            PinnedFile.of(network, file),
            network.get("input").text(),
            network.get("output").text());
    bundle.network().verify();
    return bundle;
  }

  private static int positive(ManifestValue value) {
    int number = value.integer();
    if (number < 1) {
      throw value.expected("a whole number above 0");
    }
    return number;
  }

  /** Returns how many values the network tells of one person. */
  public int valuesPerPerson() {
    return 3 * layout.joints() + BOX_AND_SCORE;
  }
}
