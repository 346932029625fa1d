package io.posestream.onnx.device;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What ONNX Runtime's GPU providers are told, by their own keys. */
public final class ProviderSettings {
  private ProviderSettings() {}

  /** Returns the settings of CUDA. */
  public static Map<String, String> cuda(OnnxOptions options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("cudnn_conv_algo_search", options.cudnnAlgorithmSearch().name());
    // Batches have few sizes, all seen at warm-up: grow by what is asked for, not by doubling.
    settings.put("arena_extend_strategy", "kSameAsRequested");
    // fp32 means fp32: with TF32 the same clip would score differently on a GPU and on a CPU.
    settings.put("use_tf32", "0");
    if (options.gpuMemoryLimit() > 0) {
      settings.put("gpu_mem_limit", Long.toString(options.gpuMemoryLimit()));
    }
    return settings;
  }

  /**
   * Returns the settings of TensorRT.
   *
   * @param sha256 of the model file: an engine of another file must never be taken for this one's,
   *     and TensorRT itself does not look at the weights
   */
  public static Map<String, String> tensorrt(OnnxOptions options, String sha256) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (options.gpuMemoryLimit() > 0) {
      settings.put("trt_max_workspace_size", Long.toString(options.gpuMemoryLimit()));
    }
    options
        .tensorrtCacheDirectory()
        .ifPresent(
            directory -> {
              settings.put("trt_engine_cache_enable", "1");
              settings.put("trt_engine_cache_path", enginesOf(directory, sha256).toString());
              settings.put("trt_timing_cache_enable", "1");
              settings.put("trt_timing_cache_path", directory.toString());
            });
    return settings;
  }

  /** Returns the folder of a model file's engines. */
  public static Path enginesOf(Path cache, String sha256) {
    return cache.resolve(sha256);
  }
}
