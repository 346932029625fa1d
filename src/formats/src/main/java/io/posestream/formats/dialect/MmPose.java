package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Predictions of mmpose and pose results of mmaction2, in the forms their tools write:
 *
 * <ul>
 *   <li>{@code {"meta_info":{"dataset_name":"coco"},"instance_info":[FRAME or INSTANCE, ..]}}
 *   <li>{@code [FRAME, ..]} with FRAME {@code {"frame_id":1,"instances":[INSTANCE, ..]}}
 *   <li>{@code [INSTANCE, ..]}, all of one picture, with INSTANCE {@code {"keypoints":[[x,y],
 *       ..],"keypoint_scores":[..],"bbox":[[x1,y1,x2,y2]],"bbox_score":0.9}}
 *   <li>{@code [{"keypoints":[N][V][2],"keypoint_scores":[N][V],"bboxes":[N][4]}, ..]}, a picture
 *       each
 * </ul>
 */
final class MmPose {
  private MmPose() {}

  static List<SeenFrame> read(JsonNode root, Terms terms) {
    JsonNode meta = root.path("meta_info").path("dataset_name");
    KeypointLayout layout = terms.layout(Fields.text(meta));
    if (root.has("instances")) {
      return List.of(frame(root, layout, terms));
    }
    JsonNode list =
        Fields.array(root.isArray() ? root : root.path("instance_info"), "instance_info");
    if (list.path(0).has("instances")) {
      List<SeenFrame> frames = new ArrayList<>();
      list.forEach(frame -> frames.add(frame(frame, layout, terms)));
      return frames;
    }
    return isOfPictures(list)
        ? pictures(list, layout, terms)
        : List.of(SeenFrame.of(layout, terms.unit(), persons(list, layout)));
  }

  private static boolean isOfPictures(JsonNode list) {
    JsonNode keypoints = list.path(0).path("keypoints");
    return list.path(0).has("bboxes") || keypoints.path(0).path(0).isArray();
  }

  private static SeenFrame frame(JsonNode frame, KeypointLayout layout, Terms terms) {
    JsonNode id = frame.path("frame_id");
    return SeenFrame.of(
            layout,
            terms.unit(),
            persons(Fields.array(frame.path("instances"), "instances"), layout))
        .numbered(id.isIntegralNumber() ? OptionalLong.of(id.asLong()) : OptionalLong.empty());
  }

  private static List<Person> persons(JsonNode instances, KeypointLayout layout) {
    List<Person> persons = new ArrayList<>();
    for (JsonNode instance : instances) {
      persons.add(
          Person.owning(
              Fields.trackId(instance.path("track_id")),
              Fields.points(instance.path("keypoints"), instance.path("keypoint_scores"), layout),
              Fields.number(score(instance.path("bbox_score")), "bbox_score", 1),
              Fields.corners(instance.path("bbox"))));
    }
    return persons;
  }

  private static JsonNode score(JsonNode score) {
    return score.isArray() ? score.path(0) : score;
  }

  private static List<SeenFrame> pictures(JsonNode list, KeypointLayout layout, Terms terms) {
    List<SeenFrame> frames = new ArrayList<>();
    for (JsonNode picture : list) {
      frames.add(SeenFrame.of(layout, terms.unit(), everybody(picture, layout)));
    }
    return frames;
  }

  private static List<Person> everybody(JsonNode picture, KeypointLayout layout) {
    JsonNode keypoints = Fields.array(picture.path("keypoints"), "keypoints");
    JsonNode scores = picture.path("keypoint_scores");
    List<Person> persons = new ArrayList<>();
    for (int i = 0; i < keypoints.size(); i++) {
      JsonNode itsScores = scores.isMissingNode() ? MissingNode.getInstance() : scores.path(i);
      persons.add(
          Person.owning(
              Fields.trackId(picture.path("track_ids").path(i)),
              Fields.points(keypoints.get(i), itsScores, layout),
              Fields.number(picture.path("bbox_scores").path(i), "bbox_scores", 1),
              Fields.corners(picture.path("bboxes").path(i))));
    }
    return persons;
  }
}
