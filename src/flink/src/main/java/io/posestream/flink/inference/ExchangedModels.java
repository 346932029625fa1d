package io.posestream.flink.inference;

import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.Scope;
import io.posestream.core.window.Clip;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Models that messages replace, never more than two in a slot.
 *
 * <p>Another thread opens a loaded model and warms it up while the first model goes on; the first
 * clip after a switch waits for it. If the loaded model cannot be used on this machine, the first
 * one serves in its place: an older model is better than a job that stands still. Scores and events
 * name the model that gave them.
 */
final class ExchangedModels implements ServingModels {
  private final Map<ModelSlot, SlotModels> slots = new EnumMap<>(ModelSlot.class);
  private final ExecutorService opener =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "posestream-model-opener");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Scope, ServedModel> again;
  private AcceptedModels accepted;

  /**
   * Opens the accepted models and waits for those that serve.
   *
   * @param configured the model of each slot that the configuration names
   * @param catalog finds the models that messages name
   * @param metrics count models that cannot be used
   * @param accepted which models there are
   * @param again the open models that look again, which no message replaces; closed with these
   * @throws RuntimeException if no model of a slot can be opened, with the reason and the fix
   */
  ExchangedModels(
      Map<ModelSlot, ActionModelFactory> configured,
      BundleCatalog catalog,
      InferenceMetrics metrics,
      AcceptedModels accepted,
      Map<Scope, ServedModel> again) {
    this.accepted = accepted;
    this.again = again;
    try {
      configured.forEach(
          (slot, factory) ->
              slots.put(slot, new SlotModels(slot, factory, catalog, opener, metrics)));
      slots.forEach((slot, models) -> models.start(accepted.of(slot)));
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  /** Returns which models there are. */
  AcceptedModels accepted() {
    return accepted;
  }

  /** Takes a step; a step that is known already changes nothing. */
  void change(ModelChange change) {
    SlotModels models = slots.get(change.slot());
    AcceptedModels changed = accepted.with(change);
    if (models != null && changed.version() > accepted.version()) {
      models.follow(change, changed.of(change.slot()));
    }
    accepted = changed;
  }

  private SlotModels slotOf(Clip clip) {
    ModelSlot slot = ModelSlot.of(clip.subject().scope(), slots.keySet());
    SlotModels models = slots.get(slot);
    if (models == null) {
      throw new IllegalStateException("no model for the scope of a clip of " + clip.subject());
    }
    return models;
  }

  @Override
  public ServedModel of(Clip clip) {
    return slotOf(clip).at(clip.window().endMillis() - 1);
  }

  @Override
  public Optional<ServedModel> shadowOf(Clip clip) {
    return slotOf(clip).shadowAt(clip.window().endMillis() - 1);
  }

  @Override
  public Optional<ServedModel> secondLookAt(Clip clip) {
    return Optional.ofNullable(again.get(clip.subject().scope()));
  }

  @Override
  public void shadowFailed(ServedModel model, RuntimeException reason) {
    slots.values().forEach(models -> models.shadowFailed(model, reason));
  }

  @Override
  public void close() {
    // Models that wait to be opened still are: each is closed as soon as it is open.
    opener.shutdown();
    List<Runnable> all = new ArrayList<>();
    slots.values().forEach(models -> all.add(models::close));
    Set.copyOf(again.values()).forEach(model -> all.add(model::close));
    Closing.each(all, Runnable::run);
  }
}
