package io.posestream.onnx;

import io.posestream.core.model.ActionModelFactory;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.BundleSource;
import io.posestream.onnx.device.DeviceNotAvailableException;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;

/**
 * Makes factories of models that ONNX Runtime runs.
 *
 * <p>A factory reads its bundle where it is used: the job's client describes the model, each
 * TaskManager opens it. However often a model is opened in a JVM, equal bundles and options share
 * one session per network, until the last model closes.
 *
 * <p>The factories throw {@link BundleException} if the bundle is at fault and {@link
 * DeviceNotAvailableException} if the device in the options does not open.
 */
public final class OnnxModels {
  private OnnxModels() {}

  /** Returns a factory for a folder with {@link OnnxOptions#DEFAULTS}. */
  public static ActionModelFactory fromFolder(Path folder) {
    return fromFolder(folder, OnnxOptions.DEFAULTS);
  }

  /**
   * Returns a factory for a folder.
   *
   * @param folder of the bundle, on the client and on each TaskManager
   * @param options how the model runs
   */
  public static ActionModelFactory fromFolder(Path folder, OnnxOptions options) {
    return new OnnxModelFactory(new BundleSource.Folder(folder.toString()), options);
  }

  /** Returns a factory for a folder on the class path with {@link OnnxOptions#DEFAULTS}. */
  public static ActionModelFactory fromClassPath(String folder) {
    return fromClassPath(folder, OnnxOptions.DEFAULTS);
  }

  /**
   * Returns a factory for a folder on the class path, such as one inside the job's jar.
   *
   * <p>The thread's context class loader looks for it, which in Flink sees the job's jar.
   *
   * @param folder of the bundle, such as {@code models/actions-slim}
   * @param options how the model runs
   */
  public static ActionModelFactory fromClassPath(String folder, OnnxOptions options) {
    return new OnnxModelFactory(new BundleSource.ClassPath(folder), options);
  }
}
