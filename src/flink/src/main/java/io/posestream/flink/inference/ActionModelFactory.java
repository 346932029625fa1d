package io.posestream.flink.inference;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ModelDescription;
import java.io.Serializable;

/**
 * Opens an action model, where it is described and where it runs.
 *
 * <p>A factory travels to the TaskManagers by Java serialization; it carries settings, never an
 * open model.
 */
public interface ActionModelFactory extends Serializable {
  /**
   * Describes the model without opening it; called while the job graph is built.
   *
   * @throws RuntimeException if the model cannot be used, with the reason and the fix
   */
  ModelDescription describe();

  /**
   * Opens the model on a TaskManager; the caller closes it.
   *
   * @throws RuntimeException if the model cannot be opened, with the reason and the fix
   */
  ActionModel open();
}
