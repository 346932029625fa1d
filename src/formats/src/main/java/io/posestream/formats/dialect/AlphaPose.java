package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results of AlphaPose: a list of {@code
 * {"image_id":"0.jpg","category_id":1,"keypoints":[x,y,score,
 * ..],"score":2.9,"box":[x,y,w,h],"idx":[1.0]}}, one for each person in each picture. Its score is
 * a sum, not one in 0..1, and is not taken.
 */
final class AlphaPose {
  private AlphaPose() {}

  static List<SeenFrame> read(JsonNode root, Terms terms) {
    Map<String, List<Person>> byImage = new LinkedHashMap<>();
    for (JsonNode detection : Fields.array(root, "results")) {
      byImage
          .computeIfAbsent(image(detection), unseen -> new ArrayList<>())
          .add(person(detection, terms.layout()));
    }
    if (byImage.isEmpty()) {
      return List.of(SeenFrame.of(terms.layout(), terms.unit(), List.of()));
    }
    List<SeenFrame> frames = new ArrayList<>();
    byImage.forEach(
        (image, persons) ->
            frames.add(
                SeenFrame.of(terms.layout(), terms.unit(), persons)
                    .numbered(Fields.lastNumber(image))));
    return frames;
  }

  private static String image(JsonNode detection) {
    JsonNode image = detection.path("image_id");
    if (!image.isTextual() && !image.isIntegralNumber()) {
      throw Fields.wrong("an 'image_id'", detection.toString());
    }
    return image.asText();
  }

  private static Person person(JsonNode detection, KeypointLayout layout) {
    float[] keypoints = Fields.flat(detection.path("keypoints"), layout, "keypoints");
    return Person.owning(
        Fields.trackId(detection.path("idx")),
        keypoints,
        Fields.meanScore(keypoints),
        box(detection.path("box")));
  }

  private static @Nullable BoundingBox box(JsonNode box) {
    return box.size() < 4
        ? null
        : new BoundingBox(
            Fields.number(box.get(0), "box"),
            Fields.number(box.get(1), "box"),
            Fields.number(box.get(2), "box"),
            Fields.number(box.get(3), "box"));
  }
}
