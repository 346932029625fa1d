package io.posestream.onnx.device;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How ONNX Runtime runs a model.
 *
 * <p>Start from {@link #DEFAULTS} and change what differs: {@code
 * OnnxOptions.DEFAULTS.withDevice(Device.CPU).withPrecision("int8")}.
 *
 * @param device where; anything but {@code AUTO} must open or the model does not
 * @param deviceId which GPU, from 0
 * @param intraOpThreads CPU threads that share one run; more subtasks use the cores better
 * @param gpuMemoryLimit most GPU memory of a session in bytes, 0 for no limit
 * @param cudnnAlgorithmSearch how cuDNN chooses its convolutions
 * @param tensorrtCacheDirectory where built TensorRT engines are kept; without one every start
 *     builds them again, which takes minutes
 * @param maxBatch most volumes in one run on a GPU; lower saves memory
 * @param precision which of the bundle's files run, such as {@code int8}; its own if empty
 */
public record OnnxOptions(
    Device device,
    int deviceId,
    int intraOpThreads,
    long gpuMemoryLimit,
    CudnnAlgorithmSearch cudnnAlgorithmSearch,
    Optional<Path> tensorrtCacheDirectory,
    int maxBatch,
    Optional<String> precision)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How cuDNN chooses its convolutions. */
  public enum CudnnAlgorithmSearch {
    /** Tries all of them at the first run of each shape: slow start, fastest runs. */
    EXHAUSTIVE,
    /** Asks cuDNN for its guess: fast start, nearly as fast. */
    HEURISTIC,
    /** Takes one fixed algorithm. */
    DEFAULT
  }

  /** The best device that opens, one thread, batches of up to 32. */
  public static final OnnxOptions DEFAULTS =
      new OnnxOptions(
          Device.AUTO,
          0,
          1,
          0,
          CudnnAlgorithmSearch.HEURISTIC,
          Optional.empty(),
          32,
          Optional.empty());

  private static final int LARGEST_BATCH = 1024;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the option, the range and the value
   */
  public OnnxOptions {
    require(deviceId >= 0, "device id", "0 or more", deviceId);
    require(intraOpThreads > 0, "intra-op threads", "1 or more", intraOpThreads);
    require(gpuMemoryLimit >= 0, "GPU memory limit", "0 or more bytes", gpuMemoryLimit);
    require(
        maxBatch > 0 && maxBatch <= LARGEST_BATCH, "max batch", "1 to " + LARGEST_BATCH, maxBatch);
  }

  private static void require(boolean holds, String option, String expected, long found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %d".formatted(option, expected, found));
    }
  }

  /** Returns the same options for another device. */
  public OnnxOptions withDevice(Device other) {
    return new OnnxOptions(
        other,
        deviceId,
        intraOpThreads,
        gpuMemoryLimit,
        cudnnAlgorithmSearch,
        tensorrtCacheDirectory,
        maxBatch,
        precision);
  }

  /** Returns the same options for another GPU, from 0. */
  public OnnxOptions withDeviceId(int other) {
    return new OnnxOptions(
        device,
        other,
        intraOpThreads,
        gpuMemoryLimit,
        cudnnAlgorithmSearch,
        tensorrtCacheDirectory,
        maxBatch,
        precision);
  }

  /** Returns the same options with another number of CPU threads for each run. */
  public OnnxOptions withIntraOpThreads(int other) {
    return new OnnxOptions(
        device,
        deviceId,
        other,
        gpuMemoryLimit,
        cudnnAlgorithmSearch,
        tensorrtCacheDirectory,
        maxBatch,
        precision);
  }

  /** Returns the same options with another limit in bytes, 0 for none. */
  public OnnxOptions withGpuMemoryLimit(long other) {
    return new OnnxOptions(
        device,
        deviceId,
        intraOpThreads,
        other,
        cudnnAlgorithmSearch,
        tensorrtCacheDirectory,
        maxBatch,
        precision);
  }

  /** Returns the same options with another way to choose convolutions. */
  public OnnxOptions withCudnnAlgorithmSearch(CudnnAlgorithmSearch other) {
    return new OnnxOptions(
        device,
        deviceId,
        intraOpThreads,
        gpuMemoryLimit,
        other,
        tensorrtCacheDirectory,
        maxBatch,
        precision);
  }

  /** Returns the same options with a directory for TensorRT's engines. */
  public OnnxOptions withTensorrtCacheDirectory(Path other) {
    return new OnnxOptions(
        device,
        deviceId,
        intraOpThreads,
        gpuMemoryLimit,
        cudnnAlgorithmSearch,
        Optional.of(other),
        maxBatch,
        precision);
  }

  /** Returns the same options with another largest batch. */
  public OnnxOptions withMaxBatch(int other) {
    return new OnnxOptions(
        device,
        deviceId,
        intraOpThreads,
        gpuMemoryLimit,
        cudnnAlgorithmSearch,
        tensorrtCacheDirectory,
        other,
        precision);
  }

  /** Returns the same options for a precision that the bundle has. */
  public OnnxOptions withPrecision(String other) {
    return new OnnxOptions(
        device,
        deviceId,
        intraOpThreads,
        gpuMemoryLimit,
        cudnnAlgorithmSearch,
        tensorrtCacheDirectory,
        maxBatch,
        Optional.of(other));
  }

  // Neither an optional nor a path can be serialized.
  private Object writeReplace() {
    return new Written(
        device,
        deviceId,
        intraOpThreads,
        gpuMemoryLimit,
        cudnnAlgorithmSearch,
        tensorrtCacheDirectory.map(Path::toString).orElse(null),
        maxBatch,
        precision.orElse(null));
  }

  /** The options in serial form; what is not set is null. */
  private record Written(
      Device device,
      int deviceId,
      int intraOpThreads,
      long gpuMemoryLimit,
      CudnnAlgorithmSearch cudnnAlgorithmSearch,
      @Nullable String tensorrtCacheDirectory,
      int maxBatch,
      @Nullable String precision)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() {
      return new OnnxOptions(
          device,
          deviceId,
          intraOpThreads,
          gpuMemoryLimit,
          cudnnAlgorithmSearch,
          Optional.ofNullable(tensorrtCacheDirectory).map(Path::of),
          maxBatch,
          Optional.ofNullable(precision));
    }
  }
}
