package io.posestream.cli.demo;

import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.recording.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Plays recordings with the shipped model on the CPU: the scene and every track under its tracker's
 * id, in every window of eight frames.
 */
final class Recordings {
  static final Path SIMULATED = Path.of("src/main/recordings/simulated.jsonl.gz");
  static final Map<String, String> SETTINGS =
      Map.of(
          "inference.model", "../../models/actions-slim",
          "inference.scene-model", "",
          "inference.device", "cpu",
          "window.scopes", "scene;person",
          "window.min-frames", "8",
          "gates.min-keypoint-score", "0",
          "gates.min-seen", "0",
          "gates.min-motion", "0",
          "tracks.max-gap", "0 s");

  private Recordings() {}

  static Outcome play(Path file) throws IOException {
    try (DemoPipeline pipeline = DemoPipeline.start(SETTINGS)) {
      pipeline.replay(file, UnaryOperator.identity());
      return pipeline.run(event -> {});
    }
  }

  static List<PoseFrame> frames(Path file) throws IOException {
    List<PoseFrame> frames = new ArrayList<>();
    try (Recording recording = Recording.open(file)) {
      recording.forEach(line -> line.frame().ifPresent(frames::add));
    }
    return frames;
  }
}
