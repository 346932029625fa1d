package io.posestream.formats.dialect;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finds joints by their names, however these are spelt: {@code left_wrist}, {@code leftWrist},
 * {@code left-wrist}, {@code wrist_l} and {@code LWrist} are one. Names that are no joint of
 * COCO-17 are passed over.
 */
final class JointNames {
  private static final Pattern WORDS =
      Pattern.compile("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private JointNames() {}

  /**
   * Returns x, y, score per COCO-17 joint of those whose names are known; others are absent.
   *
   * @param names of the joints
   * @param keypoints x, y, score per name
   */
  static float[] toCoco17(List<String> names, float[] keypoints) {
    float[] coco = new float[Person.STRIDE * KeypointLayout.COCO17.joints()];
    boolean any = false;
    for (int i = 0; i < names.size(); i++) {
      int joint = KeypointLayout.COCO17.jointNames().indexOf(canonical(names.get(i)));
      if (joint >= 0) {
        System.arraycopy(keypoints, Person.STRIDE * i, coco, Person.STRIDE * joint, Person.STRIDE);
        any = true;
      }
    }
    if (!any && !names.isEmpty()) {
      throw Fields.wrong("names of joints such as left_wrist", names.toString());
    }
    return coco;
  }

  private static String canonical(String name) {
    String side = "";
    List<String> rest = new ArrayList<>();
    for (String word : WORDS.split(name.strip())) {
      switch (word.toLowerCase(Locale.ROOT)) {
        case "l", "left" -> side = "left_";
        case "r", "right" -> side = "right_";
        default -> rest.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return side + String.join("_", rest);
  }
}
