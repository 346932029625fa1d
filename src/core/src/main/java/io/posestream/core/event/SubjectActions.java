package io.posestream.core.event;

import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * What one subject does.
 *
 * @param subject who
 * @param newest the last window the subject was scored for
 * @param last the scores of that window; present while an action is open
 * @param courses of the labels that are not blank
 */
public record SubjectActions(
    Subject subject, Window newest, Optional<WindowScores> last, List<ActionCourse> courses) {
  /** Copies the list in. */
  public SubjectActions {
    courses = List.copyOf(courses);
  }

  ActionCourse course(String label) {
    return courses.stream()
        .filter(course -> course.label().equals(label))
        .findFirst()
        .orElseGet(() -> ActionCourse.fresh(label));
  }

  /** Returns whether an action has started and not ended. */
  public boolean hasOpen() {
    return courses.stream().anyMatch(course -> course.open().isPresent());
  }
}
