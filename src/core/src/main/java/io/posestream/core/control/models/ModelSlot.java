package io.posestream.core.control.models;

import io.posestream.core.model.Scope;
import java.util.Optional;
import java.util.Set;

/** A model of the job that messages can replace. */
public enum ModelSlot {
  /** Scores persons and pairs, and the scene too if that has no model of its own. */
  MAIN("inference.model", Scope.PERSON),
  /** Scores the scene alone. */
  SCENE("inference.scene-model", Scope.SCENE);

  private final String setting;
  private final Scope scope;

  ModelSlot(String setting, Scope scope) {
    this.setting = setting;
    this.scope = scope;
  }

  /** Returns the name of the setting that names the slot's model when the job starts. */
  public String setting() {
    return setting;
  }

  /** Returns a scope that the model of this slot always scores. */
  public Scope scope() {
    return scope;
  }

  /** Returns the slot of that setting. */
  public static Optional<ModelSlot> named(String setting) {
    for (ModelSlot slot : values()) {
      if (slot.setting.equals(setting)) {
        return Optional.of(slot);
      }
    }
    return Optional.empty();
  }

  /** Returns the slot whose model scores a scope, of those that the job has. */
  public static ModelSlot of(Scope scope, Set<ModelSlot> present) {
    return scope == Scope.SCENE && present.contains(SCENE) ? SCENE : MAIN;
  }
}
