package io.posestream.core.pose;

import io.posestream.core.pose.FrameFaults.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the persons of one frame: a bad person or joint costs that person or joint, not the frame.
 *
 * <ul>
 *   <li>A person without a track id or with a long one, or with another number of joints than the
 *       layout has, is left out.
 *   <li>Of several persons with one track id one stays; which is for {@link PoseFrame#settled}.
 *   <li>A joint with score 0 is absent, whatever its coordinates say; that is no fault.
 *   <li>A joint with a value that is no number is absent.
 *   <li>A joint's score a little outside 0..1 is clamped; one further out makes the joint absent,
 *       and costs the whole person if it is more than one joint in four: then the unit is another.
 *   <li>A person's own score, of which nothing is painted, is clamped; a box that is none is left
 *       out.
 * </ul>
 *
 * <p>Mutable; used once and by one thread.
 */
final class PersonCheck {
  private static final int LONGEST_ACCOUNT = 1_500;
  // One joint in so many may be of another unit before the person is.
  private static final int UNIT_SHARE = 4;

  private final KeypointLayout layout;
  private final List<Person> kept = new ArrayList<>();
  private final List<Person> rivals = new ArrayList<>();
  private final StringBuilder account = new StringBuilder();
  private final Map<FaultKey, Integer> losses = new LinkedHashMap<>();
  private final Map<String, Integer> places = new HashMap<>();

  private record FaultKey(Part part, RejectReason reason) {}

  PersonCheck(KeypointLayout layout, List<Person> persons) {
    this.layout = layout;
    for (int place = 0; place < persons.size(); place++) {
      take(persons.get(place), place);
    }
  }

  List<Person> kept() {
    return kept;
  }

  List<Person> rivals() {
    return rivals;
  }

  FrameFaults faults() {
    if (losses.isEmpty()) {
      return FrameFaults.NONE;
    }
    List<FrameFaults.Loss> found = new ArrayList<>();
    losses.forEach((key, count) -> found.add(new FrameFaults.Loss(key.part, key.reason, count)));
    return new FrameFaults(found, account.toString());
  }

  private void take(Person person, int place) {
    if (person.trackId().isBlank()) {
      leaveOut(RejectReason.EMPTY_TRACK_ID, person, place, "expected a track id, got none");
    } else if (person.trackId().length() > Bounds.LONGEST_ID) {
      leaveOut(RejectReason.LONG_TRACK_ID, person, place, longId(person));
    } else if (person.length() != Person.STRIDE * layout.joints()) {
      leaveOut(RejectReason.WRONG_JOINT_COUNT, person, place, otherJoints(person));
    } else {
      checked(person, place).ifPresent(sound -> keep(sound, place));
    }
  }

  private void keep(Person person, int place) {
    Integer before = places.putIfAbsent(person.trackId(), place);
    if (before == null) {
      kept.add(person);
      return;
    }
    rivals.add(person);
    leaveOut(
        RejectReason.DUPLICATE_TRACK_ID,
        person,
        place,
        "expected unique track ids, got that of person %d; the one who continues the track stays"
            .formatted(before));
  }

  private static String longId(Person person) {
    return "expected a track id of at most %d characters, got %d"
        .formatted(Bounds.LONGEST_ID, person.trackId().length());
  }

  private String otherJoints(Person person) {
    return "expected %d keypoint values (x, y, score for %d joints of %s), got %d; layouts are %s"
        .formatted(
            Person.STRIDE * layout.joints(),
            layout.joints(),
            layout.id(),
            person.length(),
            KeypointLayout.ids());
  }

  private Optional<Person> checked(Person person, int place) {
    for (int joint = 0; joint < person.joints(); joint++) {
      if (!isSound(person, joint)) {
        return mended(person, place);
      }
    }
    return Optional.of(withSoundRest(person, place));
  }

  private Optional<Person> mended(Person person, int place) {
    int other = jointsOfAnotherUnit(person);
    if (UNIT_SHARE * other > layout.joints()) {
      leaveOut(RejectReason.SCORE_OUT_OF_RANGE, person, place, otherUnit(person, other));
      return Optional.empty();
    }
    float[] keypoints = person.keypoints();
    for (int joint = 0; joint < person.joints(); joint++) {
      if (!isSound(person, joint)) {
        mend(keypoints, person, joint, place);
      }
    }
    Person mended =
        Person.owning(person.trackId(), keypoints, person.score(), person.box().orElse(null));
    return Optional.of(withSoundRest(mended, place));
  }

  private static String otherUnit(Person person, int joints) {
    int joint = 0;
    while (!isOfAnotherUnit(person.jointScore(joint))) {
      joint++;
    }
    return "expected joint scores in 0..1, got %d others, such as %s"
        .formatted(joints, person.jointScore(joint));
  }

  private static int jointsOfAnotherUnit(Person person) {
    int other = 0;
    for (int joint = 0; joint < person.joints(); joint++) {
      other += isOfAnotherUnit(person.jointScore(joint)) ? 1 : 0;
    }
    return other;
  }

  // NaN is of no unit.
  private static boolean isOfAnotherUnit(float score) {
    return score < PoseUnits.LOWEST_CLAMPED || score > PoseUnits.HIGHEST_CLAMPED;
  }

  private static boolean isSound(Person person, int joint) {
    float x = person.x(joint);
    float y = person.y(joint);
    float score = person.jointScore(joint);
    return score > 0 && score <= 1
        ? Float.isFinite(x) && Float.isFinite(y)
        : score == 0 && x == 0 && y == 0;
  }

  private void mend(float[] keypoints, Person person, int joint, int place) {
    float score = person.jointScore(joint);
    int at = Person.STRIDE * joint;
    if (isNumbers(person, joint) && score > 1 && score <= PoseUnits.HIGHEST_CLAMPED) {
      keypoints[at + 2] = 1;
      tell(Part.VALUE, RejectReason.SCORE_CLAMPED, person, place, outside(joint, score));
      return;
    }
    Arrays.fill(keypoints, at, at + Person.STRIDE, 0);
    if (score != 0) {
      tellAbsent(person, joint, place);
    }
  }

  private void tellAbsent(Person person, int joint, int place) {
    float score = person.jointScore(joint);
    if (!isNumbers(person, joint)) {
      tell(Part.JOINT, RejectReason.NON_FINITE_KEYPOINT, person, place, noNumbers(person, joint));
    } else if (isOfAnotherUnit(score)) {
      tell(Part.JOINT, RejectReason.SCORE_OUT_OF_RANGE, person, place, outside(joint, score));
    } else {
      tell(Part.VALUE, RejectReason.SCORE_CLAMPED, person, place, outside(joint, score));
    }
  }

  private static boolean isNumbers(Person person, int joint) {
    return Float.isFinite(person.x(joint))
        && Float.isFinite(person.y(joint))
        && Float.isFinite(person.jointScore(joint));
  }

  private static String outside(int joint, float score) {
    return "expected a score in 0..1 for joint %d, got %s".formatted(joint, score);
  }

  private static String noNumbers(Person person, int joint) {
    return "expected finite keypoints, got (%s, %s, %s) for joint %d"
        .formatted(person.x(joint), person.y(joint), person.jointScore(joint), joint);
  }

  private Person withSoundRest(Person person, int place) {
    float score = person.score();
    boolean scoreSound = score >= 0 && score <= 1;
    boolean boxSound = person.box().map(PersonCheck::isBox).orElse(true);
    if (scoreSound && boxSound) {
      return person;
    }
    if (!scoreSound) {
      tell(Part.VALUE, RejectReason.SCORE_CLAMPED, person, place, outside(score));
    }
    if (!boxSound) {
      tell(Part.VALUE, RejectReason.UNUSABLE_BOX, person, place, noBox(person));
    }
    return Person.owning(
        person.trackId(),
        person.keypoints(),
        score > 1 ? 1 : score >= 0 ? score : 0,
        boxSound ? person.box().orElse(null) : null);
  }

  private static String outside(float score) {
    return "expected a person's score in 0..1, got " + score;
  }

  private static String noBox(Person person) {
    return "expected a box of finite sides, got " + person.box().orElseThrow();
  }

  private static boolean isBox(BoundingBox box) {
    return Float.isFinite(box.x())
        && Float.isFinite(box.y())
        && Float.isFinite(box.width())
        && Float.isFinite(box.height())
        && box.width() >= 0
        && box.height() >= 0;
  }

  private void leaveOut(RejectReason reason, Person person, int place, String what) {
    tell(Part.PERSON, reason, person, place, what);
  }

  // Counted in full, told as far as there is room.
  private void tell(Part part, RejectReason reason, Person person, int place, String what) {
    losses.merge(new FaultKey(part, reason), 1, Integer::sum);
    if (account.length() < LONGEST_ACCOUNT) {
      account
          .append(account.isEmpty() ? "" : "; ")
          .append(
              "person %d (track=%s) %s: "
                  .formatted(place, Bounds.shown(person.trackId()), reason.code()))
          .append(what);
    }
  }
}
