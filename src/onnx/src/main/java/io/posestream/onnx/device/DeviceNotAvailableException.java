package io.posestream.onnx.device;

/** The configured device cannot run the model; the message names the setting and the remedy. */
public final class DeviceNotAvailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Creates the exception.
   *
   * @param device that was asked for
   * @param reason what the runtime said
   * @param cause the runtime's own error
   */
  public DeviceNotAvailableException(Device device, String reason, Throwable cause) {
    super(
        "inference.device: %s does not open: %s. Fix: %s"
            .formatted(device.id(), reason, remedy(device)),
        cause);
    this.reason = reason;
  }

  /** Returns what the runtime said. */
  public String reason() {
    return reason;
  }

  private static String remedy(Device device) {
    String libraries =
        device == Device.TENSORRT ? "CUDA 12, cuDNN 9 and TensorRT 10" : "CUDA 12 and cuDNN 9";
    return "build with -Pgpu and run where an NVIDIA driver, %s are installed,".formatted(libraries)
        + " or set inference.device to cpu or auto";
  }
}
