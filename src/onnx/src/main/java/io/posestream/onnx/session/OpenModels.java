package io.posestream.onnx.session;

import io.posestream.core.model.ModelFailedException;
import io.posestream.onnx.device.OnnxOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * The models that are open in this JVM: one per bundle and options, however many handles share it.
 *
 * <p>Thread-safe. A model is opened once, by a thread of its own and outside the lock, because
 * TensorRT builds for minutes: meanwhile other models open and close, and a caller who is
 * interrupted stops waiting. Closing holds the lock, so that a device's memory is free before the
 * same model is opened on it again.
 */
public final class OpenModels {
  // When ONNX Runtime 1.29 is loaded it matches the process's command line against a regular
  // expression, which recurses for each character: a class path of 10,000 characters overflows
  // Java's usual 1 MiB and ends the process. Only what is used of the stack takes memory.
  static final long STACK_BYTES = 64L << 20;

  private static final Map<Key, Shared> OPEN = new HashMap<>();

  private OpenModels() {}

  /**
   * Two handles with equal keys share a model.
   *
   * @param fingerprint of the bundle
   * @param options it is opened with
   */
  public record Key(String fingerprint, OnnxOptions options) {}

  private static final class Shared {
    final CompletableFuture<LoadedModel> model = new CompletableFuture<>();
    int handles;

    boolean isOpen() {
      return model.isDone() && !model.isCompletedExceptionally();
    }
  }

  /**
   * Returns the model of a key, waiting until it is open.
   *
   * @param opener opens it if no handle has it yet; what it throws is thrown to all who wait
   * @throws ModelFailedException if the caller is interrupted; the model is opened all the same,
   *     and closed again unless another caller has come for it by then
   */
  public static LoadedModel acquire(Key key, Supplier<LoadedModel> opener) {
    Shared shared = join(key, opener);
    try {
      return shared.model.get();
    } catch (InterruptedException e) {
      leave(key, shared);
      Thread.currentThread().interrupt();
      throw new ModelFailedException("interrupted while the model was being opened", e);
    } catch (ExecutionException e) {
      throw unchecked(e);
    }
  }

  private static RuntimeException unchecked(ExecutionException failure) {
    if (failure.getCause() instanceof Error error) {
      throw error;
    }
    return failure.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException(failure);
  }

  private static synchronized Shared join(Key key, Supplier<LoadedModel> opener) {
    Shared shared = OPEN.get(key);
    if (shared == null) {
      shared = new Shared();
      OPEN.put(key, shared);
      start(key, shared, opener);
    }
    shared.handles++;
    return shared;
  }

  private static void start(Key key, Shared shared, Supplier<LoadedModel> opener) {
    Thread thread = new Thread(null, () -> open(key, shared, opener), "open-model", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private static void open(Key key, Shared shared, Supplier<LoadedModel> opener) {
    try {
      shared.model.complete(opener.get());
    } catch (RuntimeException | Error e) {
      forget(key, shared);
      shared.model.completeExceptionally(e);
    }
    closeIfUnused(key, shared);
  }

  /** Gives a handle back; with the last one the model is closed. */
  public static synchronized void release(Key key) {
    Shared shared = OPEN.get(key);
    if (shared == null) {
      throw new IllegalStateException("expected an open model, got " + key);
    }
    leave(key, shared);
  }

  private static synchronized void leave(Key key, Shared shared) {
    shared.handles--;
    closeIfUnused(key, shared);
  }

  private static synchronized void closeIfUnused(Key key, Shared shared) {
    if (shared.handles == 0 && shared.isOpen() && OPEN.remove(key, shared)) {
      shared.model.join().close();
    }
  }

  private static synchronized void forget(Key key, Shared shared) {
    OPEN.remove(key, shared);
  }

  /** Returns the number of models that are open or being opened. */
  public static synchronized int count() {
    return OPEN.size();
  }
}
