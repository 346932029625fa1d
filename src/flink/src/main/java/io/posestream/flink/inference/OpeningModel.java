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
 * A model that another thread opens.
 *
 * <p>A model that cannot be opened is replaced by the other model of its slot: its exception is
 * logged, counted and kept as the reason. An {@link Error}, such as a lack of memory, says nothing
 * about the model; it is thrown wherever the model is asked for, and fails the task.
 *
 * <p>Owned and used by one thread, except for the opening itself.
 */
final class OpeningModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpeningModel.class);

  private final String name;
  private final InferenceMetrics metrics;
  private final CompletableFuture<ServedModel> opening;
  private @Nullable RuntimeException reason;

  /**
   * Starts to open a model.
   *
   * @param name of the model, for messages
   * @param factory gives what opens it
   * @param opener on whose thread
   * @param metrics count failures
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

  /** Returns the model, waiting until it is open; empty if it cannot be used. */
  Optional<ServedModel> whenOpen() {
    if (reason != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(opening.join());
    } catch (CompletionException e) {
      fail(exception(e));
      return Optional.empty();
    }
  }

  private RuntimeException exception(CompletionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException("model %s did not open".formatted(name), e.getCause());
  }

  /** Returns the model if it is open by now. */
  Optional<ServedModel> ifOpen() {
    return opening.isDone() ? whenOpen() : Optional.empty();
  }

  /** Gives the model up: it is not used again. */
  void fail(RuntimeException why) {
    reason = why;
    metrics.modelFailed();
    LOG.error("model {} cannot be used, another serves in its place", name, why);
  }

  /** Returns why the model cannot be used; null as long as it can. */
  @Nullable RuntimeException reason() {
    return reason;
  }

  /**
   * Closes the model. One that is still being opened is closed by the opener, as soon as it is
   * open: a task that is cancelled cannot wait minutes for it.
   *
   * @throws RuntimeException if the model is open and fails to close
   */
  @Override
  public void close() {
    if (!opening.isDone()) {
      opening.whenComplete(this::closeLate);
    } else if (opening.isCompletedExceptionally()) {
      // Reports a failure that did not show because the model was never asked for.
      whenOpen();
    } else {
      opening.join().close();
    }
  }

  // Runs on the opener's thread, where no caller is left to throw to, not even an Error.
  private void closeLate(@Nullable ServedModel model, @Nullable Throwable failure) {
    if (model == null) {
      LOG.error("model {} was given up before it failed to open", name, failure);
      metrics.modelFailed();
      return;
    }
    try {
      model.close();
    } catch (RuntimeException | Error e) {
      LOG.error("model {} was given up before it was open, and failed to close", name, e);
      metrics.modelFailed();
    }
  }
}
