package io.posestream.onnx;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How ONNX Runtime runs a model.
 *
 * @param device where; anything but {@code AUTO} must open or the model does not
 * @param deviceId which GPU, from 0
 * @param intraOpThreads CPU threads that share one run; more subtasks use the cores better
 * @param gpuMemoryLimit most GPU memory of a session in bytes, 0 for no limit
 * @param cudnnAlgorithmSearch how cuDNN chooses its convolutions
 * @param tensorrtCacheDirectory where built TensorRT engines are kept; without one every start
 *     builds them again, which takes minutes
 * @param maxBatch most volumes in one run on a GPU; lower saves memory
 */
public record OnnxOptions(
    Device device,
    int deviceId,
    int intraOpThreads,
    long gpuMemoryLimit,
    CudnnAlgorithmSearch cudnnAlgorithmSearch,
    Optional<Path> tensorrtCacheDirectory,
    int maxBatch) {
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
      new OnnxOptions(Device.AUTO, 0, 1, 0, CudnnAlgorithmSearch.HEURISTIC, Optional.empty(), 32);

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
        maxBatch);
  }
}
