package io.posestream.formats.clipfile;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import java.util.Arrays;
import java.util.Optional;

/**
 * An annotation as JSON: {@code {"frame_dir":"id","total_frames":T,"img_shape":[h,w],
 * "keypoint":[M][T][V][2],"keypoint_score":[M][T][V]}}; without scores every joint has score 1, and
 * {@code "layout"} names joints that are not the model's. What is null is absent: a joint, a
 * person's pose in a frame. The form of recordings is read as well.
 */
final class JsonAnnotation {
  private static final int DEFAULT_JOINTS = KeypointLayout.COCO17.joints();

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
    Optional<String> other = otherFormat(annotation);
    if (other.isPresent()) {
      throw wrong("annotation", "a clip", other.get());
    }
    return annotation.has("kp") ? framesFirst() : personsFirst();
  }

  /**
   * Returns what an annotation is, if it is one of another program's formats and no clip: these
   * have names of their own.
   */
  static Optional<String> otherFormat(JsonNode annotation) {
    if (annotation.has("keypoint") || annotation.has("kp")) {
      return Optional.empty();
    }
    if (annotation.has("people")) {
      return Optional.of("a frame of OpenPose: ./posestream convert --from openpose reads it");
    }
    if (annotation.has("image_id") && annotation.has("keypoints")) {
      return Optional.of("results of AlphaPose: ./posestream convert --from alphapose reads them");
    }
    if (annotation.has("instance_info") || annotation.has("instances")) {
      return Optional.of("predictions of mmpose: ./posestream convert --from mmpose reads them");
    }
    if (annotation.has("persons")) {
      return Optional.of("a frame of a recording: ./posestream demo --input reads it");
    }
    return Optional.empty();
  }

  private RecordedClip personsFirst() {
    JsonNode keypoint = array(annotation.path("keypoint"), "keypoint");
    int persons = isNobody(keypoint) ? 0 : keypoint.size();
    int frames = frames(keypoint, persons);
    int joints = joints(keypoint);
    JsonNode shape = imageShape();
    if (frames <= 0) {
      throw wrong("total_frames", "a positive number", frames);
    }
    int height = shape.get(0).asInt();
    int width = shape.get(1).asInt();
    float[] coordinates = values(keypoint, "keypoint", persons, frames, joints, 2);
    float[] scores = scores(persons, frames, joints);
    return named(
        "frame_dir", new PoseSequence(persons, frames, joints, coordinates, scores, height, width));
  }

  private JsonNode imageShape() {
    JsonNode shape = array(annotation.path("img_shape"), "img_shape");
    if (shape.size() != 2 || shape.get(0).asInt() <= 0 || shape.get(1).asInt() <= 0) {
      throw wrong("img_shape", "[height, width] in pixels", shape);
    }
    return shape;
  }

  private RecordedClip named(String key, PoseSequence poses) {
    return new RecordedClip(annotation.path(key).asText(place), poses, layout(poses));
  }

  private Optional<KeypointLayout> layout(PoseSequence poses) {
    JsonNode declared = annotation.path("layout");
    if (declared.isMissingNode() || declared.isNull()) {
      return Optional.empty();
    }
    KeypointLayout layout =
        KeypointLayout.named(declared.asText())
            .orElseThrow(() -> wrong("layout", "one of " + KeypointLayout.ids(), declared));
    if (poses.persons() > 0 && poses.joints() != layout.joints()) {
      throw wrong("layout", layout.joints() + " joints for " + layout.id(), poses.joints());
    }
    return Optional.of(layout);
  }

  private static boolean isNobody(JsonNode keypoint) {
    for (JsonNode person : keypoint) {
      if (!person.isArray() || !person.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private int frames(JsonNode keypoint, int persons) {
    JsonNode total = annotation.path("total_frames");
    if (persons == 0) {
      return total.asInt();
    }
    int frames = array(keypoint.get(0), "keypoint[0]").size();
    if (!total.isMissingNode() && !(total.isInt() && total.asInt() == frames)) {
      throw wrong("total_frames", frames + ", as many as in keypoint[0]", total);
    }
    return frames;
  }

  // Of the first pose that is there: where somebody is missing there may be null.
  private static int joints(JsonNode poses) {
    for (JsonNode row : poses) {
      for (JsonNode pose : row) {
        if (!pose.isNull()) {
          return pose.size();
        }
      }
    }
    return DEFAULT_JOINTS;
  }

  /**
   * Reads the form that lists frames first: {@code
   * {"id":"..","w":..,"h":..,"kp":[T][M][V][x,y,score]}}.
   */
  private RecordedClip framesFirst() {
    JsonNode kp = array(annotation.path("kp"), "kp");
    int frames = kp.size();
    int persons = frames == 0 ? 0 : array(kp.get(0), "kp[0]").size();
    int joints = persons == 0 ? DEFAULT_JOINTS : array(kp.get(0).get(0), "kp[0][0]").size();
    float[] all = values(kp, "kp", frames, persons, joints, 3);
    int height = annotation.path("h").asInt();
    int width = annotation.path("w").asInt();
    if (frames == 0 || height <= 0 || width <= 0) {
      throw wrong("kp, w, h", "frames and an image size", annotation);
    }
    float[] coordinates = new float[persons * frames * joints * 2];
    float[] scores = new float[persons * frames * joints];
    splitPersonsFirst(all, persons, frames, joints, coordinates, scores);
    return named(
        "id", new PoseSequence(persons, frames, joints, coordinates, scores, height, width));
  }

  // From [T][M][V][x,y,score] to [M][T][V][x,y] and [M][T][V].
  private static void splitPersonsFirst(
      float[] all, int persons, int frames, int joints, float[] coordinates, float[] scores) {
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
  }

  private float[] scores(int persons, int frames, int joints) {
    JsonNode score = annotation.path("keypoint_score");
    if (persons == 0 || score.isMissingNode() || score.isNull()) {
      return RecordedClip.fullScores(persons * frames * joints);
    }
    return values(score, "keypoint_score", persons, frames, joints, 1);
  }

  private float[] values(JsonNode tree, String key, int outer, int inner, int joints, int width) {
    float[] values = new float[outer * inner * joints * width];
    int pose = joints * width;
    if (outer > 0) {
      sized(tree, key, outer);
    }
    for (int i = 0; i < outer; i++) {
      JsonNode row = sized(tree.get(i), "%s[%d]".formatted(key, i), inner);
      for (int j = 0; j < inner; j++) {
        String where = "%s[%d][%d]".formatted(key, i, j);
        pose(row.get(j), where, width, joints, values, pose * (i * inner + j));
      }
    }
    return values;
  }

  private void pose(JsonNode pose, String where, int width, int joints, float[] values, int at) {
    if (pose.isNull()) {
      Arrays.fill(values, at, at + joints * width, Float.NaN);
      return;
    }
    sized(pose, where, joints);
    for (int v = 0; v < joints; v++) {
      joint(pose.get(v), "%s[%d]".formatted(where, v), width, values, at + v * width);
    }
  }

  private void joint(JsonNode joint, String where, int width, float[] values, int at) {
    if (joint.isNull()) {
      Arrays.fill(values, at, at + width, Float.NaN);
    } else if (width == 1) {
      values[at] = number(joint, where);
    } else {
      sized(joint, where, width);
      for (int i = 0; i < width; i++) {
        values[at + i] = number(joint.get(i), where);
      }
    }
  }

  private float number(JsonNode value, String where) {
    if (!value.isNumber() && !value.isNull()) {
      throw wrong(where, "a number", value);
    }
    return value.isNull() ? Float.NaN : (float) value.asDouble();
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
