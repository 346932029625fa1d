package io.posestream.core.event;

import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import java.io.Serializable;

/**
 * When one label raises events.
 *
 * @param label the class
 * @param index of the class in the model's output
 * @param thresholds between which an action keeps its state
 * @param persistence how long it must show, may pause and may last
 * @param group labels of one group exclude each other: a subject does one of them at a time
 * @param severity the more severe of a group takes over from the others
 */
public record ActionRule(
    ActionLabel label,
    int index,
    Thresholds thresholds,
    Persistence persistence,
    String group,
    int severity)
    implements Serializable {
  /** Returns the label's name, as it stands in events. */
  public String name() {
    return label.name();
  }

  /** Returns the group that a user gave a name, apart from those of labels that are alone. */
  public static String groupNamed(String name) {
    return "group " + name;
  }

  ActionRule withThresholds(Thresholds others) {
    return new ActionRule(label, index, others, persistence, group, severity);
  }

  boolean isMeantFor(Scope scope) {
    return label.scopes().contains(scope);
  }
}
