package io.posestream.flink.inference;

import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.rollout.ModelChange;
import io.posestream.core.rollout.ModelCourse;
import io.posestream.core.rollout.ModelSlot;
import io.posestream.core.rollout.ModelStep;
import io.posestream.core.rollout.OfferedModel;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The one or two open models of a place. Owned and used by one thread. */
final class SlotModels implements AutoCloseable {
  private final ModelSlot slot;
  private final ActionModelFactory configured;
  private final BundleCatalog catalog;
  private final Executor opener;
  private final InferenceMetrics metrics;
  private ModelCourse course = ModelCourse.CONFIGURED;
  private @Nullable OpeningModel standing;
  private @Nullable OpeningModel loaded;

  /**
   * Creates a place without an open model.
   *
   * @param slot the place
   * @param configured opens the model that the configuration names
   * @param catalog where other models are found
   * @param opener on whose thread models are opened
   * @param metrics takes word of models that cannot be used
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
   * Opens the models of a course and waits for them.
   *
   * @throws RuntimeException if none of them can be opened, nor the one of the configuration
   */
  void start(ModelCourse kept) {
    course = kept;
    OpeningModel first = kept.standing().map(this::opening).orElseGet(this::openingConfigured);
    standing = first;
    kept.loaded().ifPresent(model -> loaded = opening(model));
    if (first.whenOpen().isPresent() || open(loaded).isPresent()) {
      return;
    }
    // The folder of a model that a message brought may be gone: the job starts without it.
    if (kept.standing().isPresent()) {
      first = openingConfigured();
      standing = first;
    }
    if (first.whenOpen().isEmpty()) {
      throw unusable();
    }
  }

  private OpeningModel opening(OfferedModel model) {
    return new OpeningModel(model.bundle(), () -> catalog.bundle(model.bundle()), opener, metrics);
  }

  private OpeningModel openingConfigured() {
    return new OpeningModel(slot.setting(), () -> configured, opener, metrics);
  }

  private static Optional<ServedModel> open(@Nullable OpeningModel model) {
    return model == null ? Optional.empty() : model.whenOpen();
  }

  /** Takes a step after which the course is another. */
  void follow(ModelChange change, ModelCourse changed) {
    if (change.step() == ModelStep.LOAD) {
      change.offered().ifPresent(model -> loaded = opening(model));
    } else if (change.step() == ModelStep.DROP) {
      drop(course.endsWithLoaded());
    }
    course = changed;
  }

  private void drop(boolean keepLoaded) {
    OpeningModel dropped = keepLoaded ? standing : loaded;
    standing = keepLoaded ? loaded : standing;
    loaded = null;
    if (dropped != null) {
      dropped.close();
    }
  }

  /** Returns the model that serves windows that end at an event time. */
  ServedModel at(long timeMillis) {
    boolean turned = course.servesLoaded(timeMillis);
    return open(turned ? loaded : standing)
        .or(() -> open(turned ? standing : loaded))
        .orElseThrow(this::unusable);
  }

  /** Returns the model that runs in shadow, if it is open and does not serve. */
  Optional<ServedModel> shadowAt(long timeMillis) {
    if (loaded == null || !course.shadow() || course.servesLoaded(timeMillis)) {
      return Optional.empty();
    }
    // Not beside itself, where it serves because the other cannot.
    return loaded.ifOpen().filter(model -> !model.equals(at(timeMillis)));
  }

  /** Takes word that a model failed, if it is the one loaded here. */
  void shadowFailed(ServedModel model, RuntimeException reason) {
    if (loaded != null && loaded.ifOpen().equals(Optional.of(model))) {
      loaded.fail(reason);
    }
  }

  private RuntimeException unusable() {
    return Stream.of(standing, loaded)
        .flatMap(Stream::ofNullable)
        .map(OpeningModel::reason)
        .flatMap(Stream::ofNullable)
        .findFirst()
        .orElseGet(() -> new IllegalStateException("no model for " + slot.setting()));
  }

  @Override
  public void close() {
    Stream.of(standing, loaded).flatMap(Stream::ofNullable).forEach(OpeningModel::close);
  }
}
