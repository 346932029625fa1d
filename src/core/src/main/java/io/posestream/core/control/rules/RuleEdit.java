package io.posestream.core.control.rules;

import java.util.Optional;

/**
 * What a message says of one camera, or of all cameras without their own rules.
 *
 * @param camera whose rules these are; empty for the default
 * @param rules in place of all that earlier messages said of it; empty to take that back
 */
public record RuleEdit(Optional<String> camera, Optional<CameraRules> rules) {
  /** Returns the field of a message in which it stands. */
  public String field() {
    return camera.map(name -> "cameras." + name).orElse("default");
  }
}
