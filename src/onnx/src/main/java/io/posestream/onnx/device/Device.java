package io.posestream.onnx.device;

import java.util.Locale;
import java.util.Optional;

/** Where a model runs. */
public enum Device {
  /** The best that opens: TensorRT, else CUDA, else the CPU with a warning. */
  AUTO,
  /** The processor. */
  CPU,
  /** An NVIDIA GPU through CUDA and cuDNN. */
  CUDA,
  /** An NVIDIA GPU through TensorRT, with CUDA for what TensorRT does not know. */
  TENSORRT;

  /** Returns the name as it stands in configuration, in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the device of that id. */
  public static Optional<Device> named(String id) {
    for (Device device : values()) {
      if (device.id().equals(id)) {
        return Optional.of(device);
      }
    }
    return Optional.empty();
  }
}
