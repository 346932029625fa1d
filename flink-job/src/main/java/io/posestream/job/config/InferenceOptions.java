package io.posestream.job.config;

import io.posestream.flink.inference.BatchPolicy;
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Options under {@code inference.}: how the models run. */
public final class InferenceOptions {
  public static final ConfigOption<String> MODEL =
      ConfigOptions.key("inference.model")
          .stringType()
          .defaultValue("models/actions-crowd")
          .withDescription(
              "Folder of the model bundle, the same on every TaskManager; a relative one lies in"
                  + " the working directory of the start, or beside the folder of this file.");

  public static final ConfigOption<String> SCENE_MODEL =
      ConfigOptions.key("inference.scene-model")
          .stringType()
          .defaultValue("models/scenes-slim")
          .withDescription(
              "Folder of a separate bundle for scope scene, used beside persons or pairs; if empty,"
                  + " or if scene is the only scope, inference.model scores scenes.");

  public static final ConfigOption<Integer> SECOND_LOOKS =
      ConfigOptions.key("inference.second-looks")
          .intType()
          .defaultValue(InferencePolicy.DEFAULTS.secondLooks())
          .withDescription(
              "Most persons and pairs of a crowd who get a clip of their own after a model with"
                  + " heads, such as models/actions-crowd, saw something in them; 0 gives none.");

  public static final ConfigOption<String> SECOND_LOOK_MODEL =
      ConfigOptions.key("inference.second-look-model")
          .stringType()
          .defaultValue("models/actions-slim")
          .withDescription(
              "Folder of the bundle that scores these clips, and those of windows with fewer persons"
                  + " and pairs than gates.crowd-from; it has no heads, and the labels and frames"
                  + " per clip of inference.model; if empty, inference.model answers everybody.");

  public static final ConfigOption<String> PRECISION =
      ConfigOptions.key("inference.precision")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Precision in which the bundle runs, such as int8; if empty, the bundle's own."
                  + " Files made for the device's kind of processor are preferred.");

  public static final ConfigOption<Device> DEVICE =
      ConfigOptions.key("inference.device")
          .enumType(Device.class)
          .defaultValue(OnnxOptions.DEFAULTS.device())
          .withDescription(
              "auto, cpu, cuda or tensorrt; auto uses the best device that opens, and the job"
                  + " fails if any other choice does not open.");

  public static final ConfigOption<Integer> DEVICE_ID =
      ConfigOptions.key("inference.device-id")
          .intType()
          .defaultValue(OnnxOptions.DEFAULTS.deviceId())
          .withDescription("Index of the GPU, from 0.");

  public static final ConfigOption<Integer> INTRA_OP_THREADS =
      ConfigOptions.key("inference.intra-op-threads")
          .intType()
          .defaultValue(OnnxOptions.DEFAULTS.intraOpThreads())
          .withDescription(
              "CPU threads per model run; more slots use the cores better than more threads.");

  public static final ConfigOption<MemorySize> GPU_MEMORY_LIMIT =
      ConfigOptions.key("inference.gpu-memory-limit")
          .memoryType()
          .defaultValue(new MemorySize(OnnxOptions.DEFAULTS.gpuMemoryLimit()))
          .withDescription("Maximum GPU memory of the session; 0 means no limit.");

  public static final ConfigOption<OnnxOptions.CudnnAlgorithmSearch> CUDNN_ALGORITHM_SEARCH =
      ConfigOptions.key("inference.cudnn-algorithm-search")
          .enumType(OnnxOptions.CudnnAlgorithmSearch.class)
          .defaultValue(OnnxOptions.DEFAULTS.cudnnAlgorithmSearch())
          .withDescription(
              "heuristic, exhaustive or default; exhaustive starts slowly and gains little.");

  public static final ConfigOption<String> TENSORRT_CACHE =
      ConfigOptions.key("inference.tensorrt-cache")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Folder that keeps built TensorRT engines; if empty, every start builds them, which"
                  + " takes minutes.");

  public static final ConfigOption<Integer> MAX_DEVICE_BATCH =
      ConfigOptions.key("inference.max-device-batch")
          .intType()
          .defaultValue(OnnxOptions.DEFAULTS.maxBatch())
          .withDescription("Maximum number of volumes in one GPU run; a lower value saves memory.");

  public static final ConfigOption<Integer> BATCH_SIZE =
      ConfigOptions.key("inference.batch-size")
          .intType()
          .defaultValue(BatchPolicy.DEFAULTS.size())
          .withDescription("Number of clips that fill a batch; on a CPU each clip runs alone.");

  public static final ConfigOption<Duration> BATCH_LINGER =
      ConfigOptions.key("inference.batch-linger")
          .durationType()
          .defaultValue(BatchPolicy.DEFAULTS.linger())
          .withDescription(
              "Longest time a clip waits for its batch to fill; a lower value reduces latency, a"
                  + " higher one uses the GPU better; on a CPU no clip waits.");

  public static final ConfigOption<Duration> MAX_LAG =
      ConfigOptions.key("inference.max-lag")
          .durationType()
          .defaultValue(InferencePolicy.DEFAULTS.maxLag())
          .withDescription(
              "Maximum lag behind the wall clock; older windows are dropped whole before"
                  + " inference, the oldest first and from all cameras alike, and counted; 0"
                  + " drops none. Events then depend on the load, so do not use it for replays.");

  private InferenceOptions() {}
}
