package io.posestream.core.pose;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A joint set with its order.
 *
 * <p>Joints are named as COCO names them, such as {@code left_wrist}; sides are the person's own. A
 * joint of another layout stands for the COCO-17 joint of the same name, so that poses of any
 * layout can feed a COCO-17 model.
 */
@SuppressWarnings("ImmutableEnumChecker") // The list cannot be modified; the array never leaves.
public enum KeypointLayout {
  /** COCO, 17 joints: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles. */
  COCO17("coco17", Coco.JOINTS, "coco", "coco-17"),

  /** OpenPose BODY_25: the COCO joints, neck, middle of the hips, toes and heels. */
  BODY25(
      "body25",
      List.of(
          "nose",
          "neck",
          "right_shoulder",
          "right_elbow",
          "right_wrist",
          "left_shoulder",
          "left_elbow",
          "left_wrist",
          "mid_hip",
          "right_hip",
          "right_knee",
          "right_ankle",
          "left_hip",
          "left_knee",
          "left_ankle",
          "right_eye",
          "left_eye",
          "right_ear",
          "left_ear",
          "left_big_toe",
          "left_small_toe",
          "left_heel",
          "right_big_toe",
          "right_small_toe",
          "right_heel")),

  /** OpenPose COCO, 18 joints: the COCO joints in another order, and the neck. */
  COCO18(
      "coco18",
      List.of(
          "nose",
          "neck",
          "right_shoulder",
          "right_elbow",
          "right_wrist",
          "left_shoulder",
          "left_elbow",
          "left_wrist",
          "right_hip",
          "right_knee",
          "right_ankle",
          "left_hip",
          "left_knee",
          "left_ankle",
          "right_eye",
          "left_eye",
          "right_ear",
          "left_ear")),

  /**
   * The common 17 joints of Human3.6M.
   *
   * <p>Joint 9, which the data set calls neck/nose, lies in the face between thorax and top of the
   * head: it stands for the nose. Eyes and ears are absent.
   */
  H36M_17(
      "h36m-17",
      List.of(
          "pelvis",
          "right_hip",
          "right_knee",
          "right_ankle",
          "left_hip",
          "left_knee",
          "left_ankle",
          "spine",
          "thorax",
          "nose",
          "head",
          "left_shoulder",
          "left_elbow",
          "left_wrist",
          "right_shoulder",
          "right_elbow",
          "right_wrist")),

  /** MediaPipe Pose (BlazePose), 33 joints, of which only x, y and visibility are used. */
  MEDIAPIPE_33(
      "mediapipe-33",
      List.of(
          "nose",
          "left_eye_inner",
          "left_eye",
          "left_eye_outer",
          "right_eye_inner",
          "right_eye",
          "right_eye_outer",
          "left_ear",
          "right_ear",
          "left_mouth",
          "right_mouth",
          "left_shoulder",
          "right_shoulder",
          "left_elbow",
          "right_elbow",
          "left_wrist",
          "right_wrist",
          "left_pinky",
          "right_pinky",
          "left_index",
          "right_index",
          "left_thumb",
          "right_thumb",
          "left_hip",
          "right_hip",
          "left_knee",
          "right_knee",
          "left_ankle",
          "right_ankle",
          "left_heel",
          "right_heel",
          "left_foot_index",
          "right_foot_index")),

  /**
   * COCO-WholeBody, 133 joints: the COCO joints, 6 of the feet, 68 of the face and 21 of each hand.
   */
  COCO_WHOLEBODY(
      "coco-wholebody", WholeBody.JOINTS, "wholebody", "coco-wholebody-133", "wholebody-133"),

  /** Halpe, 26 joints: the COCO joints, head, neck, middle of the hips, toes and heels. */
  HALPE26(
      "halpe26",
      Stream.concat(
              Coco.JOINTS.stream(),
              Stream.of(
                  "head",
                  "neck",
                  "mid_hip",
                  "left_big_toe",
                  "right_big_toe",
                  "left_small_toe",
                  "right_small_toe",
                  "left_heel",
                  "right_heel"))
          .toList(),
      "halpe26-26",
      "halpe-fullbody-26");

  // Apart from the enum, whose constants are built before its own static fields.
  private static final class Coco {
    static final List<String> JOINTS =
        List.of(
            "nose",
            "left_eye",
            "right_eye",
            "left_ear",
            "right_ear",
            "left_shoulder",
            "right_shoulder",
            "left_elbow",
            "right_elbow",
            "left_wrist",
            "right_wrist",
            "left_hip",
            "right_hip",
            "left_knee",
            "right_knee",
            "left_ankle",
            "right_ankle");
  }

  // Likewise.
  private static final class WholeBody {
    static final List<String> JOINTS =
        Stream.of(
                Coco.JOINTS.stream(),
                Stream.of("left_big_toe", "left_small_toe", "left_heel"),
                Stream.of("right_big_toe", "right_small_toe", "right_heel"),
                numbered("face", 68),
                numbered("left_hand", 21),
                numbered("right_hand", 21))
            .flatMap(Function.identity())
            .toList();

    private static Stream<String> numbered(String part, int points) {
      return IntStream.range(0, points).mapToObj(point -> part + "_" + point);
    }
  }

  private final String id;
  private final Set<String> spellings;
  private final List<String> jointNames;
  // The joint that stands for each COCO-17 joint, -1 where there is none.
  private final int[] sources;

  KeypointLayout(String id, List<String> jointNames, String... otherNames) {
    this.id = id;
    this.spellings =
        Stream.concat(Stream.of(id), Stream.of(otherNames))
            .map(KeypointLayout::spelt)
            .collect(Collectors.toUnmodifiableSet());
    this.jointNames = jointNames;
    this.sources = Coco.JOINTS.stream().mapToInt(jointNames::indexOf).toArray();
  }

  /** Returns the number of joints. */
  public int joints() {
    return jointNames.size();
  }

  /** Returns the name as it stands in records and manifests, such as {@code coco17}. */
  public String id() {
    return id;
  }

  /** Returns the names of the joints in order; the list cannot be modified. */
  public List<String> jointNames() {
    return jointNames;
  }

  /**
   * Returns the layout of that id, or of another name in use for it; case and the signs between
   * words do not matter: {@code halpe26}, {@code Halpe-26} and {@code halpe_26} are one.
   */
  public static Optional<KeypointLayout> named(String id) {
    for (KeypointLayout layout : values()) {
      if (layout.id.equals(id)) {
        return Optional.of(layout);
      }
    }
    String spelt = spelt(id);
    return Stream.of(values()).filter(layout -> layout.spellings.contains(spelt)).findFirst();
  }

  private static String spelt(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  /** Returns the ids of all layouts. */
  public static List<String> ids() {
    return List.of(values()).stream().map(KeypointLayout::id).toList();
  }

  /**
   * Returns the joint of this layout that stands for a joint of COCO-17, if there is one.
   *
   * @param cocoJoint a joint of {@link #COCO17}, 0..16
   */
  public OptionalInt standingFor(int cocoJoint) {
    int source = sources[cocoJoint];
    return source < 0 ? OptionalInt.empty() : OptionalInt.of(source);
  }

  /**
   * Converts the keypoints of one person to COCO-17; joints this layout lacks become 0, 0, 0.
   *
   * @param keypoints x, y, score per joint of this layout
   * @return a new array of x, y, score per COCO-17 joint
   * @throws IllegalArgumentException if the number of values is not three per joint
   */
  public float[] toCoco17(float[] keypoints) {
    if (keypoints.length != Person.STRIDE * joints()) {
      throw new IllegalArgumentException(
          "expected %d keypoint values (x, y, score for %d joints of %s), got %d"
              .formatted(Person.STRIDE * joints(), joints(), id, keypoints.length));
    }
    float[] converted = new float[Person.STRIDE * sources.length];
    for (int joint = 0; joint < sources.length; joint++) {
      if (sources[joint] >= 0) {
        System.arraycopy(
            keypoints,
            Person.STRIDE * sources[joint],
            converted,
            Person.STRIDE * joint,
            Person.STRIDE);
      }
    }
    return converted;
  }

  /**
   * Converts a person to COCO-17; track, score and box stay.
   *
   * @throws IllegalArgumentException if the person does not have the joints of this layout
   */
  public Person toCoco17(Person person) {
    return new Person(
        person.trackId(), toCoco17(person.keypoints()), person.score(), person.box().orElse(null));
  }
}
