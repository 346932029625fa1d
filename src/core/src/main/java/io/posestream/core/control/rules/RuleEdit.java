package io.posestream.core.control.rules;

import java.util.Optional;

/**
 * The rules that a message brings for one camera, or for the default.
 *
 * @param camera whose rules these are; empty for the default
 * @param rules that replace all earlier ones; empty to remove those
 */
public record RuleEdit(Optional<String> camera, Optional<CameraRules> rules) {
  /** Returns the field of the message that holds these rules. */
  public String field() {
    return camera.map(name -> "cameras." + name).orElse("default");
  }
}
