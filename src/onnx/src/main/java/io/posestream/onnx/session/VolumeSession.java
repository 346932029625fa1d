package io.posestream.onnx.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.posestream.onnx.batch.FloatInput;
import io.posestream.onnx.batch.GraphInput;
import io.posestream.onnx.batch.LongInput;
import io.posestream.onnx.bundle.ModelFile;
import io.posestream.onnx.bundle.TensorShape;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import io.posestream.onnx.device.ProviderSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * One ONNX file, open on one device: raw inputs in, raw outputs out.
 *
 * <p>Owns the runtime's session. {@link #run} is thread-safe; {@link #close} must not overlap it.
 */
public final class VolumeSession implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;

  private VolumeSession(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * Opens a file.
   *
   * @param model the ONNX file
   * @param device any but {@code AUTO}
   * @param options the device in them does not count
   * @throws OrtException if the file or the device is not fit for it
   * @throws IllegalStateException if the runtime itself does not load
   */
  public static VolumeSession open(ModelFile model, Device device, OnnxOptions options)
      throws OrtException {
    OrtEnvironment environment = environment();
    try (SessionOptions settings = settings(options.intraOpThreads())) {
      addProviders(settings, model, device, options);
      return new VolumeSession(environment, session(environment, model.path(), settings));
    }
  }

  static SessionOptions settings(int threads) throws OrtException {
    SessionOptions settings = new SessionOptions();
    settings.setIntraOpNumThreads(threads);
    settings.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
    settings.setMemoryPatternOptimization(true);
    // Threads that spin between runs would take the cores from the other subtasks.
    settings.addConfigEntry("session.intra_op.allow_spinning", "0");
    return settings;
  }

  static OrtSession session(OrtEnvironment environment, Path model, SessionOptions settings)
      throws OrtException {
    if (model.getFileSystem().equals(FileSystems.getDefault())) {
      return environment.createSession(model.toString(), settings);
    }
    try {
      return environment.createSession(Files.readAllBytes(model), settings);
    } catch (IOException e) {
      throw new UncheckedIOException("%s: cannot read it".formatted(model), e);
    }
  }

  static OrtEnvironment environment() {
    try {
      return OrtEnvironment.getEnvironment();
    } catch (LinkageError e) {
      // In Flink the usual cause is a second copy of the library, in another class loader.
      throw new IllegalStateException(
          "ONNX Runtime does not load: %s. Fix: put its jar into Flink's lib folder, not into the job"
                  .formatted(e.getMessage())
              + " jar, and add ai.onnxruntime. to classloader.parent-first-patterns.additional",
          e);
    }
  }

  private static void addProviders(
      SessionOptions settings, ModelFile model, Device device, OnnxOptions options)
      throws OrtException {
    switch (device) {
      case CPU -> {
        // The CPU provider is always there.
      }
      case CUDA -> addCuda(settings, options);
      case TENSORRT -> {
        addTensorrt(settings, model, options);
        addCuda(settings, options);
      }
      case AUTO -> throw new IllegalArgumentException("expected a device to open, got auto");
    }
  }

  private static void addCuda(SessionOptions settings, OnnxOptions options) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(options.deviceId())) {
      for (Map.Entry<String, String> setting : ProviderSettings.cuda(options).entrySet()) {
        cuda.add(setting.getKey(), setting.getValue());
      }
      settings.addCUDA(cuda);
    }
  }

  private static void addTensorrt(SessionOptions settings, ModelFile model, OnnxOptions options)
      throws OrtException {
    options.tensorrtCacheDirectory().ifPresent(cache -> makeFolder(cache, model.sha256()));
    try (OrtTensorRTProviderOptions tensorrt = new OrtTensorRTProviderOptions(options.deviceId())) {
      for (Map.Entry<String, String> setting :
          ProviderSettings.tensorrt(options, model.sha256()).entrySet()) {
        tensorrt.add(setting.getKey(), setting.getValue());
      }
      settings.addTensorrt(tensorrt);
    }
  }

  private static void makeFolder(Path cache, String sha256) {
    Path folder = ProviderSettings.enginesOf(cache, sha256);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "inference.tensorrt-cache: expected a folder that can be written, got %s: %s"
              .formatted(folder, e),
          e);
    }
  }

  /** Returns what the file takes, by name. */
  public Map<String, NodeInfo> inputs() throws OrtException {
    return session.getInputInfo();
  }

  /** Returns what the file returns, by name. */
  Map<String, NodeInfo> outputs() throws OrtException {
    return session.getOutputInfo();
  }

  /**
   * Runs the network once.
   *
   * @param inputs of the graph, all of them
   * @param outputs the names of the wanted outputs
   * @return the outputs in that order
   */
  public List<FloatTensor> run(List<GraphInput> inputs, List<String> outputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (GraphInput input : inputs) {
        tensors.put(input.name(), tensorOf(input));
      }
      try (OrtSession.Result result = session.run(tensors, new LinkedHashSet<>(outputs))) {
        List<FloatTensor> answers = new ArrayList<>();
        for (String output : outputs) {
          answers.add(copyOf(output, result));
        }
        return answers;
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensorOf(GraphInput input) throws OrtException {
    long[] shape = input.shape().dimensions().stream().mapToLong(Long::longValue).toArray();
    return input instanceof LongInput numbers
        ? OnnxTensor.createTensor(environment, numbers.values(), shape)
        : OnnxTensor.createTensor(environment, ((FloatInput) input).values(), shape);
  }

  private static FloatTensor copyOf(String output, OrtSession.Result result) {
    OnnxValue value =
        result
            .get(output)
            .orElseThrow(() -> new NoSuchElementException("output %s".formatted(output)));
    OnnxTensor tensor = (OnnxTensor) value;
    return new FloatTensor(TensorShape.of(tensor.getInfo().getShape()), tensor.getFloatBuffer());
  }

  /** Closes the session; safe to call twice. */
  @Override
  public void close() throws OrtException {
    session.close();
  }
}
