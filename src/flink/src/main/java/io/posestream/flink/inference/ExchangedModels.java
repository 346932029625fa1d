package io.posestream.flink.inference;

import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.rollout.ModelBook;
import io.posestream.core.rollout.ModelChange;
import io.posestream.core.rollout.ModelSlot;
import io.posestream.core.window.Clip;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Models that messages exchange, never more than two in a place.
 *
 * <p>A model that is loaded is opened and warmed up by another thread while the one before it goes
 * on; its turn waits for it. If it cannot be used on this machine the other model of the place goes
 * on, for a model of yesterday sees more than a job that stands still; scores and events name the
 * model that gave them.
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
  private ModelBook book;

  /**
   * Opens what a book says, and waits for the models that serve.
   *
   * @param configured the model of each place that the configuration names
   * @param catalog where other models are found
   * @param metrics takes word of models that cannot be used
   * @param book which models there are
   * @throws RuntimeException if no model of a place can be opened, with the reason and the fix
   */
  ExchangedModels(
      Map<ModelSlot, ActionModelFactory> configured,
      BundleCatalog catalog,
      InferenceMetrics metrics,
      ModelBook book) {
    this.book = book;
    try {
      configured.forEach(
          (slot, factory) ->
              slots.put(slot, new SlotModels(slot, factory, catalog, opener, metrics)));
      slots.forEach((slot, models) -> models.start(book.of(slot)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns which models there are. */
  ModelBook book() {
    return book;
  }

  /** Takes a step; one that is known already changes nothing. */
  void change(ModelChange change) {
    SlotModels models = slots.get(change.slot());
    ModelBook changed = book.with(change);
    if (models != null && changed.version() > book.version()) {
      models.follow(change, changed.of(change.slot()));
    }
    book = changed;
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
  public void shadowFailed(ServedModel model, RuntimeException reason) {
    slots.values().forEach(models -> models.shadowFailed(model, reason));
  }

  @Override
  public void close() {
    slots.values().forEach(SlotModels::close);
    opener.shutdown();
  }
}
