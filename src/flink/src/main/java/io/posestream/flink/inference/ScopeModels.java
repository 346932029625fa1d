package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which model scores the clips of which scope.
 *
 * @param byScope the factory of each scope; scopes may share one, which is then opened once
 * @param again the factory of the model that looks again at those of a scope in whom a model with
 *     heads saw something; none where nobody does
 */
public record ScopeModels(
    Map<Scope, ActionModelFactory> byScope, Map<Scope, ActionModelFactory> again)
    implements Serializable {
  /** Copies the maps in. */
  public ScopeModels {
    byScope = Map.copyOf(byScope);
    again = Map.copyOf(again);
  }

  /** Creates models without second looks. */
  public ScopeModels(Map<Scope, ActionModelFactory> byScope) {
    this(byScope, Map.of());
  }

  /** Returns one model for the clips of every scope. */
  public static ScopeModels one(ActionModelFactory model) {
    Map<Scope, ActionModelFactory> byScope = new EnumMap<>(Scope.class);
    for (Scope scope : Scope.values()) {
      byScope.put(scope, model);
    }
    return new ScopeModels(byScope);
  }

  /** Returns one model for persons and pairs, and another for the scene. */
  public static ScopeModels with(ActionModelFactory model, ActionModelFactory scene) {
    return new ScopeModels(Map.of(Scope.PERSON, model, Scope.PAIR, model, Scope.SCENE, scene));
  }

  /** Returns these models, and one that looks again at persons and pairs. */
  public ScopeModels withSecondLooks(ActionModelFactory model) {
    return new ScopeModels(byScope, Map.of(Scope.PERSON, model, Scope.PAIR, model));
  }

  /**
   * Describes the models without opening them, each once.
   *
   * @throws RuntimeException if a model cannot be used, with the reason and the fix
   */
  public Map<Scope, ModelDescription> describe() {
    Map<ActionModelFactory, ModelDescription> described = new HashMap<>();
    Map<Scope, ModelDescription> byName = new EnumMap<>(Scope.class);
    byScope.forEach(
        (scope, factory) ->
            byName.put(scope, described.computeIfAbsent(factory, ActionModelFactory::describe)));
    return byName;
  }

  /**
   * Returns the slots of these models; the scene has a slot of its own only if it has a model of
   * its own.
   */
  public Map<ModelSlot, ActionModelFactory> slots() {
    Map<ModelSlot, ActionModelFactory> slots = new EnumMap<>(ModelSlot.class);
    for (ModelSlot slot : ModelSlot.values()) {
      ActionModelFactory factory = requireNonNull(byScope.get(slot.scope()));
      if (!slots.containsValue(factory)) {
        slots.put(slot, factory);
      }
    }
    return slots;
  }

  /**
   * Opens the models on a TaskManager, each once; the caller closes them.
   *
   * @throws RuntimeException if a model cannot be opened, with the reason and the fix
   */
  ServingModels open() {
    Map<Scope, ServedModel> looking = openAgain();
    try {
      return new FixedModels(opened(byScope), looking);
    } catch (RuntimeException | Error e) {
      Closing.after(e, () -> Closing.each(Set.copyOf(looking.values()), ServedModel::close));
      throw e;
    }
  }

  /**
   * Opens the models that look again, each once; the caller closes them.
   *
   * @throws RuntimeException if a model cannot be opened, with the reason and the fix
   */
  Map<Scope, ServedModel> openAgain() {
    return opened(again);
  }

  private static Map<Scope, ServedModel> opened(Map<Scope, ActionModelFactory> factories) {
    Map<ActionModelFactory, ServedModel> opened = new HashMap<>();
    Map<Scope, ServedModel> models = new EnumMap<>(Scope.class);
    try {
      factories.forEach(
          (scope, factory) ->
              models.put(scope, opened.computeIfAbsent(factory, ServedModel::open)));
      return models;
    } catch (RuntimeException | Error e) {
      Closing.after(e, () -> Closing.each(opened.values(), ServedModel::close));
      throw e;
    }
  }
}
