package io.posestream.job.config;

import static io.posestream.job.config.OptionReader.checked;

import io.posestream.flink.inference.BatchPolicy;
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which models run, how, and on which clips.
 *
 * @param model folder of the bundle
 * @param sceneModel folder of the bundle of scope scene, if it has its own
 * @param secondLookModel folder of the bundle that scores clips again, if any does
 * @param onnx how the models run
 * @param policy when clips are scored, and which
 */
public record InferenceSettings(
    Path model,
    Optional<Path> sceneModel,
    Optional<Path> secondLookModel,
    OnnxOptions onnx,
    InferencePolicy policy) {
  static InferenceSettings of(OptionReader options) {
    return new InferenceSettings(
        Path.of(options.required(InferenceOptions.MODEL)),
        options.optional(InferenceOptions.SCENE_MODEL).map(Path::of),
        options.optional(InferenceOptions.SECOND_LOOK_MODEL).map(Path::of),
        checked("inference", () -> onnx(options)),
        policy(options));
  }

  private static OnnxOptions onnx(OptionReader options) {
    return new OnnxOptions(
        options.read(InferenceOptions.DEVICE),
        options.read(InferenceOptions.DEVICE_ID),
        options.read(InferenceOptions.INTRA_OP_THREADS),
        options.read(InferenceOptions.GPU_MEMORY_LIMIT).getBytes(),
        options.read(InferenceOptions.CUDNN_ALGORITHM_SEARCH),
        options.optional(InferenceOptions.TENSORRT_CACHE).map(Path::of),
        options.read(InferenceOptions.MAX_DEVICE_BATCH),
        options.optional(InferenceOptions.PRECISION));
  }

  private static InferencePolicy policy(OptionReader options) {
    double sceneScore = options.read(GateOptions.SCENE_SCORE);
    return checked("gates", () -> InferencePolicy.DEFAULTS.withSceneScore(sceneScore))
        .withBatching(checked("inference", () -> batching(options)))
        .withMaxLag(options.time(InferenceOptions.MAX_LAG))
        .withSecondLooks(options.atLeast(InferenceOptions.SECOND_LOOKS, 0, "no negative number"));
  }

  private static BatchPolicy batching(OptionReader options) {
    return BatchPolicy.DEFAULTS
        .withSize(options.positive(InferenceOptions.BATCH_SIZE))
        .withLinger(options.read(InferenceOptions.BATCH_LINGER));
  }
}
