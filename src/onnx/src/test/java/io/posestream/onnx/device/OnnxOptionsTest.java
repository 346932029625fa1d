package io.posestream.onnx.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.onnx.Travelled;
import io.posestream.onnx.device.OnnxOptions.CudnnAlgorithmSearch;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnnxOptionsTest {
  private static final OnnxOptions LIMITED =
      OnnxOptions.DEFAULTS
          .withDevice(Device.CUDA)
          .withDeviceId(1)
          .withIntraOpThreads(2)
          .withGpuMemoryLimit(1L << 31)
          .withCudnnAlgorithmSearch(CudnnAlgorithmSearch.EXHAUSTIVE)
          .withTensorrtCacheDirectory(Path.of("/var/engines"))
          .withMaxBatch(16)
          .withPrecision("fp16");

  @Test
  void findsDevicesByTheirIds() {
    assertThat(Device.named("tensorrt")).contains(Device.TENSORRT);
    assertThat(Device.named("gpu")).isEmpty();
  }

  @Test
  void namesTheOptionThatIsOutOfRange() {
    assertThatThrownBy(() -> OnnxOptions.DEFAULTS.withIntraOpThreads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("intra-op threads: expected 1 or more, got 0");
  }

  @Test
  void changesOneOptionAndKeepsTheOthers() {
    assertThat(LIMITED)
        .isEqualTo(
            new OnnxOptions(
                Device.CUDA,
                1,
                2,
                1L << 31,
                CudnnAlgorithmSearch.EXHAUSTIVE,
                Optional.of(Path.of("/var/engines")),
                16,
                Optional.of("fp16")));
  }

  @Test
  void travelsBySerialization() throws Exception {
    assertThat(Travelled.copyOf(LIMITED)).isEqualTo(LIMITED);
    assertThat(Travelled.copyOf(OnnxOptions.DEFAULTS)).isEqualTo(OnnxOptions.DEFAULTS);
  }

  @Test
  void tellsCudaNoLimitByDefault() {
    assertThat(ProviderSettings.cuda(OnnxOptions.DEFAULTS))
        .isEqualTo(
            Map.of(
                "cudnn_conv_algo_search", "HEURISTIC",
                "arena_extend_strategy", "kSameAsRequested",
                "use_tf32", "0"));
  }

  @Test
  void tellsCudaTheMemoryLimitAndTheSearch() {
    assertThat(ProviderSettings.cuda(LIMITED))
        .containsEntry("gpu_mem_limit", "2147483648")
        .containsEntry("cudnn_conv_algo_search", "EXHAUSTIVE");
  }

  @Test
  void tellsTensorrtWhereToKeepItsEngines() {
    assertThat(ProviderSettings.tensorrt(OnnxOptions.DEFAULTS, "a1b2")).isEmpty();
    assertThat(ProviderSettings.tensorrt(LIMITED, "a1b2"))
        .isEqualTo(
            Map.of(
                "trt_max_workspace_size", "2147483648",
                "trt_engine_cache_enable", "1",
                "trt_engine_cache_path", "/var/engines/a1b2",
                "trt_timing_cache_enable", "1",
                "trt_timing_cache_path", "/var/engines"));
  }
}
