package io.posestream.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.pose.PoseSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes poses as mmaction2's annotation. */
final class ClipJson {
  /** Whether joint scores are part of it. */
  enum Scores {
    WRITTEN,
    LEFT_OUT
  }

  private ClipJson() {}

  static Path write(PoseSequence poses, Scores scores, Path file) throws IOException {
    return Files.writeString(file, line("clip", poses, scores));
  }

  static String line(String name, PoseSequence poses, Scores scores) {
    ObjectNode clip = new ObjectMapper().createObjectNode();
    clip.put("frame_dir", name).put("total_frames", poses.frames()).put("label", 0);
    clip.putArray("img_shape").add(poses.height()).add(poses.width());
    ArrayNode keypoint = clip.putArray("keypoint");
    ArrayNode score = clip.arrayNode();
    for (int m = 0; m < poses.persons(); m++) {
      ArrayNode personPoints = keypoint.addArray();
      ArrayNode personScores = score.addArray();
      for (int t = 0; t < poses.frames(); t++) {
        ArrayNode points = personPoints.addArray();
        ArrayNode values = personScores.addArray();
        for (int v = 0; v < poses.joints(); v++) {
          points.addArray().add(poses.x(m, t, v)).add(poses.y(m, t, v));
          values.add(poses.score(m, t, v));
        }
      }
    }
    if (scores == Scores.WRITTEN) {
      clip.set("keypoint_score", score);
    }
    return clip.toString();
  }
}
