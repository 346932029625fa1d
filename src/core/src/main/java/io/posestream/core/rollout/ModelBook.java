package io.posestream.core.rollout;

import io.posestream.core.model.ModelReference;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models of all places over time.
 *
 * @param version of the newest step that was accepted; 0 if there was none
 * @param courses of the places that a step concerned
 */
public record ModelBook(long version, Map<ModelSlot, ModelCourse> courses) {
  /** No step was accepted. */
  public static final ModelBook EMPTY = new ModelBook(0, Map.of());

  /** Copies the map in. */
  public ModelBook {
    courses = Map.copyOf(courses);
  }

  /** Returns the models of a place. */
  public ModelCourse of(ModelSlot slot) {
    return courses.getOrDefault(slot, ModelCourse.CONFIGURED);
  }

  /** Returns the book after a step; one that it holds already changes nothing. */
  public ModelBook with(ModelChange change) {
    if (change.version() <= version) {
      return this;
    }
    Map<ModelSlot, ModelCourse> changed = new EnumMap<>(ModelSlot.class);
    changed.putAll(courses);
    changed.put(change.slot(), of(change.slot()).after(change));
    return new ModelBook(change.version(), changed);
  }

  /** Returns the model that gave an answer, if a message brought it. */
  public Optional<OfferedModel> offered(ModelReference reference) {
    return courses.values().stream()
        .flatMap(course -> Stream.of(course.standing(), course.loaded()))
        .flatMap(Optional::stream)
        .filter(model -> model.reference().equals(reference))
        .findFirst();
  }
}
