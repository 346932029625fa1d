package io.posestream.job.command;

import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where, and in which precision, a command runs a bundle. */
final class ModelArguments {
  @Option(
      names = "--device",
      description = "auto, cpu, cuda or tensorrt; default ${DEFAULT-VALUE}.")
  private Device device;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "Precision that the bundle has, such as int8; default its own.")
  private @Nullable String precision;

  /** Creates arguments with a default device. */
  ModelArguments(Device device) {
    this.device = device;
  }

  OnnxOptions options() {
    return OnnxOptions.DEFAULTS.withDevice(device);
  }

  /**
   * Reads a bundle, to be run in the chosen precision.
   *
   * @throws io.posestream.onnx.bundle.BundleException if the bundle is at fault, or has no such
   *     precision
   */
  Bundle bundle(Path folder) {
    Bundle bundle = Bundle.read(folder);
    return Optional.ofNullable(precision).map(bundle::withPrecision).orElse(bundle);
  }
}
