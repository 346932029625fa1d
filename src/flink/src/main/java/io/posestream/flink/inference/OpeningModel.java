package io.posestream.flink.inference;

import io.posestream.core.model.ActionModelFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is open, is being opened by another thread, or cannot be used.
 *
 * <p>Owned and used by one thread, but for the opening itself.
 */
final class OpeningModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpeningModel.class);

  private final String name;
  private final InferenceMetrics metrics;
  private final CompletableFuture<ServedModel> opening;
  private boolean failed;
  private @Nullable RuntimeException reason;

  /**
   * Starts to open a model.
   *
   * @param name of the model, for messages
   * @param factory gives what opens it
   * @param opener on whose thread
   * @param metrics takes word of a failure
   */
  OpeningModel(
      String name,
      Supplier<ActionModelFactory> factory,
      Executor opener,
      InferenceMetrics metrics) {
    this.name = name;
    this.metrics = metrics;
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    opening =
        CompletableFuture.supplyAsync(
            () -> {
              // A factory finds its classes as the operator would.
              Thread.currentThread().setContextClassLoader(classes);
              return ServedModel.open(factory.get());
            },
            opener);
  }

  /** Returns the model, waiting until it is open; nothing if it cannot be used. */
  Optional<ServedModel> whenOpen() {
    if (failed) {
      return Optional.empty();
    }
    try {
      return Optional.of(opening.join());
    } catch (CompletionException e) {
      fail(
          e.getCause() instanceof RuntimeException cause
              ? cause
              : new IllegalStateException("model %s did not open".formatted(name), e.getCause()));
      return Optional.empty();
    }
  }

  /** Returns the model if it is open now. */
  Optional<ServedModel> ifOpen() {
    return opening.isDone() ? whenOpen() : Optional.empty();
  }

  /** Takes word that the model cannot be used; it is not asked again. */
  void fail(RuntimeException why) {
    failed = true;
    reason = why;
    metrics.modelFailed();
    LOG.error("model {} cannot be used, another serves in its place", name, why);
  }

  /** Returns why the model cannot be used, once it cannot. */
  @Nullable RuntimeException reason() {
    return reason;
  }

  @Override
  public void close() {
    opening.thenAccept(ServedModel::close);
  }
}
