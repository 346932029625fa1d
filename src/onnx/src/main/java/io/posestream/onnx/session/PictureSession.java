package io.posestream.onnx.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.posestream.core.model.ModelFailedException;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.EstimatorBundle;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * An estimator's network, open on the CPU: a picture in, poses out.
 *
 * <p>Owns the runtime's session. {@link #run} is thread-safe; {@link #close} must not overlap it.
 */
public final class PictureSession implements AutoCloseable {
  private final EstimatorBundle bundle;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private PictureSession(EstimatorBundle bundle, OrtEnvironment environment, OrtSession session) {
    this.bundle = bundle;
    this.environment = environment;
    this.session = session;
  }

  /**
   * Opens the network of a bundle.
   *
   * @param threads that share one run
   * @throws BundleException if the network is not the one that the manifest describes
   */
  public static PictureSession open(EstimatorBundle bundle, int threads) {
    OrtEnvironment environment = environment();
    try (SessionOptions settings = VolumeSession.settings(threads)) {
      OrtSession session = VolumeSession.session(environment, bundle.network().path(), settings);
      return new PictureSession(bundle, environment, session).checked();
    } catch (OrtException e) {
      throw broken(bundle, "ONNX Runtime cannot run it: " + e.getMessage(), e);
    }
  }

  // On a thread whose stack is deep enough to load the runtime: see OpenModels.
  private static OrtEnvironment environment() {
    FutureTask<OrtEnvironment> loading = new FutureTask<>(VolumeSession::environment);
    new Thread(null, loading, "posestream-onnxruntime", OpenModels.STACK_BYTES).start();
    try {
      return loading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelFailedException("interrupted while ONNX Runtime was being loaded", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private PictureSession checked() throws OrtException {
    Set<String> inputs = session.getInputInfo().keySet();
    Set<String> outputs = session.getOutputInfo().keySet();
    if (!inputs.equals(Set.of(bundle.input())) || !outputs.contains(bundle.output())) {
      session.close();
      throw broken(
          bundle,
          "expected input %s and output %s, got %s and %s"
              .formatted(bundle.input(), bundle.output(), inputs, outputs),
          null);
    }
    return this;
  }

  private static BundleException broken(
      EstimatorBundle bundle, String problem, @Nullable Exception cause) {
    String reason = "%s: %s".formatted(bundle.network().path(), problem);
    String fix = "copy the bundle again";
    return cause == null
        ? new BundleException(reason, fix)
        : new BundleException(reason, fix, cause);
  }

  /**
   * Finds the poses of one picture.
   *
   * @param rgb a direct buffer in native order with {@code 3 * height * width} values in 0..255
   * @param height of the picture in pixels, a multiple of the bundle's
   * @param width of the picture in pixels, a multiple of the bundle's
   * @return the values of each person in turn, {@link EstimatorBundle#valuesPerPerson} each
   * @throws ModelFailedException if the runtime fails
   */
  public float[] run(IntBuffer rgb, int height, int width) {
    long[] shape = {1, height, width, 3};
    try (OnnxTensor picture = OnnxTensor.createTensor(environment, rgb, shape);
        OrtSession.Result result =
            session.run(Map.of(bundle.input(), picture), Set.of(bundle.output()))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] poses = new float[values.remaining()];
      values.get(poses);
      return poses;
    } catch (OrtException e) {
      throw new ModelFailedException(
          "estimator %s %s failed: %s".formatted(bundle.name(), bundle.version(), e.getMessage()),
          e);
    }
  }

  /** Closes the session; safe to call twice. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ModelFailedException("estimator %s does not close".formatted(bundle.name()), e);
    }
  }
}
