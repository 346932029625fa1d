package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame of OpenPose ({@code --write_json}): {@code {"version":1.3,"people":[{"person_id":[-1],
 * "pose_keypoints_2d":[x,y,score, ..]}]}}. Which model wrote it is not in it: BODY_25 unless
 * declared.
 */
final class OpenPose {
  private OpenPose() {}

  static List<SeenFrame> read(JsonNode root, Terms terms) {
    List<Person> persons = new ArrayList<>();
    for (JsonNode person : Fields.array(root.path("people"), "people")) {
      persons.add(person(person, terms.layout()));
    }
    return List.of(SeenFrame.of(terms.layout(), terms.unit(), persons));
  }

  private static Person person(JsonNode person, KeypointLayout layout) {
    float[] keypoints = Fields.flat(person.path("pose_keypoints_2d"), layout, "pose_keypoints_2d");
    return new Person(
        Fields.trackId(person.path("person_id")), keypoints, Fields.meanScore(keypoints));
  }
}
