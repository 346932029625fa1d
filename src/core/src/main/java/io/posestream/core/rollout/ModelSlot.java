package io.posestream.core.rollout;

import io.posestream.core.model.Scope;
import java.util.Optional;
import java.util.Set;

/** A place for a model in the job. */
public enum ModelSlot {
  /** Answers persons and pairs, and the scene as well if that has no model of its own. */
  MAIN("inference.model", Scope.PERSON),
  /** Answers the scene alone. */
  SCENE("inference.scene-model", Scope.SCENE);

  private final String setting;
  private final Scope scope;

  ModelSlot(String setting, Scope scope) {
    this.setting = setting;
    this.scope = scope;
  }

  /** Returns the name of the setting that says which model stands there when the job starts. */
  public String setting() {
    return setting;
  }

  /** Returns a scope that the model of this place always answers. */
  public Scope scope() {
    return scope;
  }

  /** Returns the place of that setting. */
  public static Optional<ModelSlot> named(String setting) {
    for (ModelSlot slot : values()) {
      if (slot.setting.equals(setting)) {
        return Optional.of(slot);
      }
    }
    return Optional.empty();
  }

  /** Returns the place whose model answers a scope, of those that the job has. */
  public static ModelSlot of(Scope scope, Set<ModelSlot> present) {
    return scope == Scope.SCENE && present.contains(SCENE) ? SCENE : MAIN;
  }
}
