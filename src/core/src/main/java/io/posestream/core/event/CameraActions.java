package io.posestream.core.event;

import io.posestream.core.window.Subject;
import java.util.List;
import java.util.Optional;

/**
 * What everybody on one camera does.
 *
 * @param subjects of whom there is something to be kept, in the order in which that began
 * @param newestMillis end of the newest window the camera was scored for
 */
public record CameraActions(List<SubjectActions> subjects, long newestMillis) {
  /** A camera on which nothing happens. */
  public static final CameraActions NONE = new CameraActions(List.of(), Long.MIN_VALUE);

  /** Copies the list in. */
  public CameraActions {
    subjects = List.copyOf(subjects);
  }

  /** Returns whether there is nothing to be kept. */
  public boolean isEmpty() {
    return subjects.isEmpty();
  }

  /** Returns what a subject does, if there is anything to be kept. */
  public Optional<SubjectActions> of(Subject subject) {
    return subjects.stream().filter(kept -> kept.subject().equals(subject)).findFirst();
  }

  /** Returns how many actions have started and not ended. */
  public long open() {
    return subjects.stream()
        .flatMap(subject -> subject.labels().stream())
        .filter(progress -> progress.open().isPresent())
        .count();
  }
}
