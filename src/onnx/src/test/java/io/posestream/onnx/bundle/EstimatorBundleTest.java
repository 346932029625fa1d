package io.posestream.onnx.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.onnx.session.PictureSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimatorBundleTest {
  private static final Path SHIPPED = Path.of("../../models/movenet-multipose");

  private final Path folder;

  EstimatorBundleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsTheBundleThatShips() {
    EstimatorBundle bundle = EstimatorBundle.read(SHIPPED);

    assertThat(bundle.name()).isEqualTo("movenet-multipose");
    assertThat(bundle.layout()).isEqualTo(KeypointLayout.COCO17);
    assertThat(bundle.persons()).isEqualTo(6);
    assertThat(bundle.valuesPerPerson()).isEqualTo(56);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "persons: 6|persons: 0|persons: expected a whole number above 0, got 0",
        "side-multiple: 32|side-multiple: half|side-multiple: expected a whole number",
        "coco17|coco18x|layout: expected one of",
        "persons: 6|people: 6|unknown key",
        "file: model.onnx|file: ../model.onnx|the name of a file in the bundle",
        "file: model.onnx|file: other.onnx|the model file is missing"
      })
  void saysWhatIsWrongWithAManifest(String right, String wrong, String message) throws IOException {
    String manifest = Files.readString(SHIPPED.resolve("manifest.yaml"));
    Files.writeString(folder.resolve("manifest.yaml"), manifest.replace(right, wrong));

    assertThatThrownBy(() -> EstimatorBundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesANetworkThatIsCutOff() throws IOException {
    Files.copy(SHIPPED.resolve("manifest.yaml"), folder.resolve("manifest.yaml"));
    Files.write(folder.resolve("model.onnx"), new byte[100]);

    assertThatThrownBy(() -> EstimatorBundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("cut off (it has 100 bytes)");
  }

  @Test
  void refusesAnOutputThatTheNetworkDoesNotHave() {
    EstimatorBundle right = EstimatorBundle.read(SHIPPED);
    EstimatorBundle wrong =
        new EstimatorBundle("m", "1", right.layout(), 6, 32, right.network(), "input", "poses");

    assertThatThrownBy(() -> PictureSession.open(wrong, 1))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("expected input input and output poses, got [input] and [Identity]");
  }

  @Test
  void refusesAFileThatIsNoNetwork() throws IOException {
    EstimatorBundle right = EstimatorBundle.read(SHIPPED);
    Path file = Files.writeString(folder.resolve("model.onnx"), "no network");
    EstimatorBundle wrong =
        new EstimatorBundle(
            "m", "1", right.layout(), 6, 32, new PinnedFile(file, "0"), "input", "Identity");

    assertThatThrownBy(() -> PictureSession.open(wrong, 1))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("ONNX Runtime cannot run it");
  }
}
