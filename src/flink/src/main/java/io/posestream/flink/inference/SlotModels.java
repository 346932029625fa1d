package io.posestream.flink.inference;

import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ModelStep;
import io.posestream.core.control.models.ModelTimeline;
import io.posestream.core.control.models.ReplacementModel;
import io.posestream.core.model.ActionModelFactory;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The one or two open models of a slot. Owned and used by one thread. */
final class SlotModels implements AutoCloseable {
  private final ModelSlot slot;
  private final ActionModelFactory configured;
  private final BundleCatalog catalog;
  private final Executor opener;
  private final InferenceMetrics metrics;
  private ModelTimeline timeline = ModelTimeline.CONFIGURED;
  private @Nullable OpeningModel primary;
  private @Nullable OpeningModel loaded;

  /**
   * Creates a slot without an open model.
   *
   * @param slot whose models these are
   * @param configured opens the model that the configuration names
   * @param catalog finds the models that messages name
   * @param opener on whose thread models are opened
   * @param metrics count models that cannot be used
   */
  SlotModels(
      ModelSlot slot,
      ActionModelFactory configured,
      BundleCatalog catalog,
      Executor opener,
      InferenceMetrics metrics) {
    this.slot = slot;
    this.configured = configured;
    this.catalog = catalog;
    this.opener = opener;
    this.metrics = metrics;
  }

  /**
   * Opens the models of a timeline and waits until one of them can serve.
   *
   * @throws RuntimeException if neither they nor the model of the configuration can be opened
   */
  void start(ModelTimeline kept) {
    timeline = kept;
    primary = kept.primary().map(this::opening).orElseGet(this::openingConfigured);
    kept.loaded().ifPresent(model -> loaded = opening(model));
    if (open(primary).isPresent() || open(loaded).isPresent()) {
      return;
    }
    // The folder of a model that a message brought may be gone: the job starts without it.
    if (kept.primary().isPresent()) {
      primary = openingConfigured();
    }
    if (open(primary).isEmpty()) {
      throw unusable();
    }
  }

  private OpeningModel opening(ReplacementModel model) {
    return new OpeningModel(model.bundle(), () -> catalog.bundle(model.bundle()), opener, metrics);
  }

  private OpeningModel openingConfigured() {
    return new OpeningModel(slot.setting(), () -> configured, opener, metrics);
  }

  private static Optional<ServedModel> open(@Nullable OpeningModel model) {
    return model == null ? Optional.empty() : model.whenOpen();
  }

  /** Takes a step, with the timeline after it. */
  void follow(ModelChange change, ModelTimeline changed) {
    if (change.step() == ModelStep.LOAD) {
      change.model().ifPresent(model -> loaded = opening(model));
    } else if (change.step() == ModelStep.DROP) {
      drop(timeline.endsWithLoaded());
    }
    timeline = changed;
  }

  private void drop(boolean keepLoaded) {
    OpeningModel dropped = keepLoaded ? primary : loaded;
    primary = keepLoaded ? loaded : primary;
    loaded = null;
    if (dropped != null) {
      dropped.close();
    }
  }

  /** Returns the model that serves at an event time. */
  ServedModel at(long timeMillis) {
    boolean toLoaded = timeline.servesLoaded(timeMillis);
    return open(toLoaded ? loaded : primary)
        .or(() -> open(toLoaded ? primary : loaded))
        .orElseThrow(this::unusable);
  }

  /** Returns the model that runs in shadow, if it is open and does not serve. */
  Optional<ServedModel> shadowAt(long timeMillis) {
    if (loaded == null || !timeline.shadow() || timeline.servesLoaded(timeMillis)) {
      return Optional.empty();
    }
    // If the other model cannot be used, this one serves, and is not its own shadow.
    return loaded.ifOpen().filter(model -> !model.equals(at(timeMillis)));
  }

  /** Gives up a model that failed in shadow, if it is the one loaded here. */
  void shadowFailed(ServedModel model, RuntimeException reason) {
    if (loaded != null && loaded.ifOpen().equals(Optional.of(model))) {
      loaded.fail(reason);
    }
  }

  private RuntimeException unusable() {
    return models()
        .map(OpeningModel::reason)
        .flatMap(Stream::ofNullable)
        .findFirst()
        .orElseGet(() -> new IllegalStateException("no model for " + slot.setting()));
  }

  private Stream<OpeningModel> models() {
    return Stream.of(primary, loaded).flatMap(Stream::ofNullable);
  }

  @Override
  public void close() {
    Closing.each(models().toList(), OpeningModel::close);
  }
}
