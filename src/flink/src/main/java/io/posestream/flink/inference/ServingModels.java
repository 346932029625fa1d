package io.posestream.flink.inference;

import io.posestream.core.window.Clip;
import java.util.Optional;

/**
 * The open models of one inference operator, and which of them answers a clip.
 *
 * <p>Owned and used by one thread.
 */
interface ServingModels extends AutoCloseable {
  /** Returns the model that answers a clip. */
  ServedModel of(Clip clip);

  /** Returns the model that answers it too, without a say. */
  Optional<ServedModel> shadowOf(Clip clip);

  /** Takes word that a model in shadow failed; it is not asked again. */
  void shadowFailed(ServedModel model, RuntimeException reason);

  /** Closes all models. */
  @Override
  void close();
}
