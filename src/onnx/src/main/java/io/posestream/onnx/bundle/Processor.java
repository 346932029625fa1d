package io.posestream.onnx.bundle;

import io.posestream.onnx.device.Device;
import java.util.Locale;
import java.util.Optional;

/** The kind of processor that a model file was made for. */
public enum Processor {
  /** Any. */
  ANY,
  /** The CPU, such as a graph of 4-D convolutions. */
  CPU,
  /** A GPU, such as half precision. */
  GPU;

  /** Returns the processor of that id in a manifest. */
  static Optional<Processor> named(String id) {
    for (Processor processor : values()) {
      if (processor.name().toLowerCase(Locale.ROOT).equals(id)) {
        return Optional.of(processor);
      }
    }
    return Optional.empty();
  }

  /** Returns whether a file that was made for this one is meant for a device. */
  boolean fits(Device device) {
    return this == ANY || (this == CPU) == (device == Device.CPU);
  }
}
