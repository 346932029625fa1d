package io.posestream.cli.command;

import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The device and precision in which a command runs a bundle. */
final class ModelArguments {
  @Option(
      names = "--device",
      description = "auto, cpu, cuda or tensorrt; default ${DEFAULT-VALUE}.")
  private Device device;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "A precision of the bundle, such as int8; default: the bundle's own.")
  private @Nullable String precision;

  /** Creates arguments with a default device. */
  ModelArguments(Device device) {
    this.device = device;
  }

  OnnxOptions options() {
    return OnnxOptions.DEFAULTS.withDevice(device);
  }

  /**
   * Reads a bundle for the chosen precision.
   *
   * @throws io.posestream.onnx.bundle.BundleException if the bundle is invalid or lacks the
   *     precision
   */
  Bundle bundle(Path folder) {
    Bundle bundle = Bundle.read(folder);
    return Optional.ofNullable(precision).map(bundle::withPrecision).orElse(bundle);
  }
}
