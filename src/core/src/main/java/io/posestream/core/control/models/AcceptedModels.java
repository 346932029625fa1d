package io.posestream.core.control.models;

import io.posestream.core.model.ModelReference;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models of all slots over time.
 *
 * @param version of the newest step that was accepted; 0 if there was none
 * @param timelines of the slots that a step concerned
 */
public record AcceptedModels(long version, Map<ModelSlot, ModelTimeline> timelines) {
  /** No step was accepted. */
  public static final AcceptedModels EMPTY = new AcceptedModels(0, Map.of());

  /** Copies the map in. */
  public AcceptedModels {
    timelines = Map.copyOf(timelines);
  }

  /** Returns the models of a slot over time. */
  public ModelTimeline of(ModelSlot slot) {
    return timelines.getOrDefault(slot, ModelTimeline.CONFIGURED);
  }

  /** Returns the models after a step; a step that is known already changes nothing. */
  public AcceptedModels with(ModelChange change) {
    if (change.version() <= version) {
      return this;
    }
    Map<ModelSlot, ModelTimeline> changed = new EnumMap<>(ModelSlot.class);
    changed.putAll(timelines);
    changed.put(change.slot(), of(change.slot()).after(change));
    return new AcceptedModels(change.version(), changed);
  }

  /** Returns the model that gave an answer, if a message brought it. */
  public Optional<ReplacementModel> named(ModelReference reference) {
    return timelines.values().stream()
        .flatMap(timeline -> Stream.of(timeline.primary(), timeline.loaded()))
        .flatMap(Optional::stream)
        .filter(model -> model.reference().equals(reference))
        .findFirst();
  }
}
