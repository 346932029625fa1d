package io.posestream.flink.inference;

import io.posestream.core.window.Clip;
import java.util.Optional;

/**
 * The open models of one inference operator.
 *
 * <p>Owned and used by one thread.
 */
interface ServingModels extends AutoCloseable {
  /** Returns the model whose scores of a clip become events. */
  ServedModel of(Clip clip);

  /**
   * Returns the model that scores a clip in shadow, if there is one: its scores never become
   * events.
   */
  Optional<ServedModel> shadowOf(Clip clip);

  /**
   * Returns the model that looks again at whom a clip shows, if there is one, or looks first at
   * whoever is in no crowd; it is no model with heads.
   */
  Optional<ServedModel> secondLookAt(Clip clip);

  /** Gives up a model that failed in shadow: it is not used again. */
  void shadowFailed(ServedModel model, RuntimeException reason);

  /** Closes all models. */
  @Override
  void close();
}
