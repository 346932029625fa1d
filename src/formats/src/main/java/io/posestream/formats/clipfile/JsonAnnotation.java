package io.posestream.formats.clipfile;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.PoseSequence;

/**
 * Reads an annotation from JSON: {@code {"frame_dir":"id","total_frames":T,"img_shape":[h,w],
 * "keypoint":[M][T][V][2],"keypoint_score":[M][T][V]}}; without scores every joint has score 1. The
 * form that lists frames first is read as well.
 */
final class JsonAnnotation {
  private final JsonNode annotation;
  private final String place;

  private JsonAnnotation(JsonNode annotation, String place) {
    this.annotation = annotation;
    this.place = place;
  }

  static RecordedClip read(JsonNode annotation, String place) {
    return new JsonAnnotation(annotation, place).clip();
  }

  private RecordedClip clip() {
    if (!annotation.isObject()) {
      throw wrong("annotation", "a JSON object", annotation.getNodeType());
    }
    if (annotation.has("kp")) {
      return framesFirst();
    }
    JsonNode keypoint = array(annotation.path("keypoint"), "keypoint");
    int persons = keypoint.size();
    int frames = frames(keypoint);
    int joints = persons == 0 || frames == 0 ? 17 : keypoint.get(0).path(0).size();
    JsonNode shape = array(annotation.path("img_shape"), "img_shape");
    if (shape.size() != 2 || shape.get(0).asInt() <= 0 || shape.get(1).asInt() <= 0) {
      throw wrong("img_shape", "[height, width] in pixels", shape);
    }
    if (frames <= 0) {
      throw wrong("total_frames", "a positive number", frames);
    }
    return new RecordedClip(
        annotation.path("frame_dir").asText(place),
        new PoseSequence(
            persons,
            frames,
            joints,
            values(keypoint, "keypoint", persons, frames, joints, 2),
            scores(persons, frames, joints),
            shape.get(0).asInt(),
            shape.get(1).asInt()));
  }

  private int frames(JsonNode keypoint) {
    JsonNode total = annotation.path("total_frames");
    if (keypoint.isEmpty()) {
      return total.asInt();
    }
    int frames = array(keypoint.get(0), "keypoint[0]").size();
    if (!total.isMissingNode() && !(total.isInt() && total.asInt() == frames)) {
      throw wrong("total_frames", frames + ", as many as in keypoint[0]", total);
    }
    return frames;
  }

  /**
   * Reads the form that lists frames first: {@code
   * {"id":"..","w":..,"h":..,"kp":[T][M][V][x,y,score]}}.
   */
  private RecordedClip framesFirst() {
    JsonNode kp = array(annotation.path("kp"), "kp");
    int frames = kp.size();
    int persons = frames == 0 ? 0 : array(kp.get(0), "kp[0]").size();
    int joints = persons == 0 ? 17 : array(kp.get(0).get(0), "kp[0][0]").size();
    float[] all = values(kp, "kp", frames, persons, joints, 3);
    float[] coordinates = new float[persons * frames * joints * 2];
    float[] scores = new float[persons * frames * joints];
    for (int t = 0; t < frames; t++) {
      for (int m = 0; m < persons; m++) {
        for (int v = 0; v < joints; v++) {
          int source = ((t * persons + m) * joints + v) * 3;
          int target = (m * frames + t) * joints + v;
          coordinates[2 * target] = all[source];
          coordinates[2 * target + 1] = all[source + 1];
          scores[target] = all[source + 2];
        }
      }
    }
    int height = annotation.path("h").asInt();
    int width = annotation.path("w").asInt();
    if (frames == 0 || height <= 0 || width <= 0) {
      throw wrong("kp, w, h", "frames and an image size", annotation);
    }
    return new RecordedClip(
        annotation.path("id").asText(place),
        new PoseSequence(persons, frames, joints, coordinates, scores, height, width));
  }

  private float[] scores(int persons, int frames, int joints) {
    JsonNode score = annotation.path("keypoint_score");
    if (score.isMissingNode() || score.isNull()) {
      return RecordedClip.fullScores(persons * frames * joints);
    }
    return values(score, "keypoint_score", persons, frames, joints, 1);
  }

  private float[] values(JsonNode tree, String key, int outer, int inner, int joints, int width) {
    float[] values = new float[outer * inner * joints * width];
    int next = 0;
    sized(tree, key, outer);
    for (int i = 0; i < outer; i++) {
      JsonNode row = sized(tree.get(i), "%s[%d]".formatted(key, i), inner);
      for (int j = 0; j < inner; j++) {
        String place = "%s[%d][%d]".formatted(key, i, j);
        JsonNode pose = sized(row.get(j), place, joints);
        for (int v = 0; v < joints; v++) {
          next = joint(pose.get(v), place, v, width, values, next);
        }
      }
    }
    return values;
  }

  private int joint(JsonNode joint, String pose, int index, int width, float[] values, int at) {
    if (width == 1) {
      values[at] = number(joint, pose, index);
    } else {
      sized(joint, "%s[%d]".formatted(pose, index), width);
      for (int i = 0; i < width; i++) {
        values[at + i] = number(joint.get(i), pose, index);
      }
    }
    return at + width;
  }

  private float number(JsonNode value, String pose, int joint) {
    if (!value.isNumber()) {
      throw wrong("%s[%d]".formatted(pose, joint), "a number", value);
    }
    return (float) value.asDouble();
  }

  private JsonNode array(JsonNode node, String key) {
    if (!node.isArray()) {
      throw wrong(key, "an array", node.isMissingNode() ? "nothing" : node);
    }
    return node;
  }

  private JsonNode sized(JsonNode node, String key, int size) {
    if (array(node, key).size() != size) {
      throw wrong(key, size + " entries", node.size());
    }
    return node;
  }

  private ClipFileException wrong(String key, String expected, Object found) {
    String shown = String.valueOf(found);
    return new ClipFileException(
        "%s: %s: expected %s, got %s"
            .formatted(
                place, key, expected, shown.length() > 80 ? shown.substring(0, 80) + ".." : shown));
  }
}
