package io.posestream.onnx;

import java.util.HashMap;
import java.util.Map;

/**
 * The models that are open in this JVM: one per bundle and options, however many handles share it.
 *
 * <p>Thread-safe. Opening holds the lock, so that subtasks which start together open a model once.
 */
final class OpenModels {
  private static final Map<Key, Shared> OPEN = new HashMap<>();

  private OpenModels() {}

  /** Two handles with equal keys share a model. */
  record Key(String fingerprint, OnnxOptions options) {}

  private static final class Shared {
    final LoadedModel model;
    int handles;

    Shared(LoadedModel model) {
      this.model = model;
    }
  }

  /** Returns the model of a key, opening it for the first handle. */
  static synchronized LoadedModel acquire(Key key, Bundle bundle) {
    Shared shared = OPEN.get(key);
    if (shared == null) {
      shared = new Shared(LoadedModel.open(bundle, key.options()));
      OPEN.put(key, shared);
    }
    shared.handles++;
    return shared.model;
  }

  /** Gives a handle back; with the last one the model is closed. */
  static synchronized void release(Key key) {
    Shared shared = OPEN.get(key);
    if (shared == null) {
      throw new IllegalStateException("expected an open model, got " + key);
    }
    shared.handles--;
    if (shared.handles == 0) {
      OPEN.remove(key);
      shared.model.close();
    }
  }

  static synchronized int count() {
    return OPEN.size();
  }
}
