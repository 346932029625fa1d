package io.posestream.core.model;

import java.io.Serializable;

/**
 * Describes an action model and opens it, on whatever machine it has travelled to.
 *
 * <p>A factory travels by Java serialization, from where a job is built to where it runs: it
 * carries settings, never an open model. What it names, such as a folder, must exist on both
 * machines.
 *
 * <p>Errors are unchecked, because every engine has its own: the message says what is wrong and how
 * to fix it.
 */
public interface ActionModelFactory extends Serializable {
  /**
   * Describes the model without opening it; called while the job is built.
   *
   * @throws RuntimeException if the model cannot be used, with the reason and the fix
   */
  ModelDescription describe();

  /**
   * Opens the model; the caller closes it.
   *
   * <p>It may take minutes, where an engine plans the model for its device.
   *
   * @return a model of the same description, but for the digest and precision of the files that the
   *     device made it choose
   * @throws RuntimeException if the model cannot be opened, with the reason and the fix
   */
  ActionModel open();
}
