package io.posestream.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.PoseFrame;
import java.io.IOException;
import java.util.Optional;

/**
 * Pictures of frames in JSON: {@code {"format":"jpeg","w":640,"h":360,"data":"<Base64>"}}, or
 * {@code "ref"} in place of {@code data}.
 */
final class PictureJson {
  private PictureJson() {}

  /** Returns a frame with a picture; one that cannot be used costs the picture alone. */
  static PoseFrame with(JsonNode picture, PoseFrame frame) {
    if (picture.isMissingNode() || picture.isNull()) {
      return frame;
    }
    try {
      return frame.withPicture(Optional.of(read(picture)));
    } catch (IOException e) {
      return spoilt(frame, "expected the data of a picture in Base64");
    } catch (IllegalArgumentException e) {
      return spoilt(frame, String.valueOf(e.getMessage()));
    }
  }

  private static PoseFrame spoilt(PoseFrame frame, String told) {
    return frame.withFindings(frame.rivals(), frame.faults().withSpoiltPicture(told));
  }

  private static Picture read(JsonNode picture) throws IOException {
    PictureFormat format =
        PictureFormat.named(picture.path("format").asText())
            .filter(known -> known != PictureFormat.RGB)
            .orElseThrow(
                () -> new IllegalArgumentException("expected a picture of format jpeg or png"));
    int width = picture.path("w").asInt();
    int height = picture.path("h").asInt();
    return picture.has("data")
        ? Picture.owning(format, width, height, picture.get("data").binaryValue())
        : Picture.at(format, width, height, picture.path("ref").asText());
  }

  static ObjectNode tree(Picture picture) {
    ObjectNode tree = Json.object();
    tree.put("format", picture.format().id());
    tree.put("w", picture.width());
    tree.put("h", picture.height());
    picture
        .reference()
        .ifPresentOrElse(place -> tree.put("ref", place), () -> tree.put("data", picture.bytes()));
    return tree;
  }
}
