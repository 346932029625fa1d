package io.posestream.onnx.bundle;

import java.util.Locale;
import java.util.Optional;

/** What a model file takes. */
public enum ModelInput {
  /** Volumes that were painted before. */
  HEATMAPS,
  /** Keypoints on the heatmap grid; the graph paints them. */
  KEYPOINTS;

  /** Returns the input of that id in a manifest. */
  static Optional<ModelInput> named(String id) {
    for (ModelInput input : values()) {
      if (input.name().toLowerCase(Locale.ROOT).equals(id)) {
        return Optional.of(input);
      }
    }
    return Optional.empty();
  }
}
