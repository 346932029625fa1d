package io.posestream.formats.dialect;

import io.posestream.core.pose.KeypointLayout;
import java.util.Optional;

/**
 * In what joints and unit a message is read.
 *
 * @param declared by the user
 * @param ownLayout of the dialect
 * @param ownUnit of the dialect
 */
record Terms(Declaration declared, KeypointLayout ownLayout, Unit ownUnit) {
  KeypointLayout layout() {
    return declared.layout().orElse(ownLayout);
  }

  /** Returns the layout of a message that may name its own. */
  KeypointLayout layout(Optional<String> named) {
    return declared.layout().or(() -> named.map(Terms::known)).orElse(ownLayout);
  }

  private static KeypointLayout known(String name) {
    return KeypointLayout.named(name)
        .orElseThrow(
            () ->
                Fields.wrong(
                    "joints that are known",
                    "'%s': declare one of %s".formatted(name, KeypointLayout.ids())));
  }

  Unit unit() {
    return declared.unit().orElse(ownUnit);
  }
}
