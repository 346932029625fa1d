package io.posestream.formats.dialect;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.track.PoseTracker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Completes what messages say to frames: size, pixels and track ids.
 *
 * <p>Mutable, for it follows tracks; owned and used by one thread.
 */
final class FrameMaker {
  private static final int MOST_CAMERAS = 10_000;

  private final Optional<ImageSize> declaredSize;
  private final TrackIds trackIds;
  private final boolean namedByTime;
  // In the order of their last frame, so that the cameras that went silent are forgotten.
  private final Map<String, PoseTracker> trackers = new LinkedHashMap<>();

  /** Whether the ids of a tracker are those of another run. */
  enum TrackNames {
    /** They count up from 1. */
    PLAIN,
    /** They begin with the time of the first frame: a later run's are others. */
    BY_TIME
  }

  FrameMaker(Optional<ImageSize> declaredSize, TrackIds trackIds, TrackNames names) {
    this.declaredSize = declaredSize;
    this.trackIds = trackIds;
    this.namedByTime = names == TrackNames.BY_TIME;
  }

  /** What a frame is that the message does not say. */
  record Stamp(String camera, long number, long timeMicros, FrameOrigin origin) {}

  /**
   * Makes a frame; of persons without any joint nothing is left.
   *
   * @throws InvalidFrameException if something is missing, or a rule of frames is broken
   */
  PoseFrame frame(SeenFrame seen, Stamp stamp) {
    ImageSize size = declaredSize.or(seen::size).orElseThrow(FrameMaker::unknownSize);
    List<Person> persons =
        seen.persons().stream()
            .filter(person -> person.length() > 0 && !isAbsent(person))
            .map(person -> seen.unit() == Unit.PIXELS ? person : scaled(person, size))
            .toList();
    return new PoseFrame(
        stamp.camera(),
        stamp.number(),
        stamp.timeMicros(),
        size.width(),
        size.height(),
        seen.layout(),
        named(persons, seen, stamp),
        stamp.origin());
  }

  private static InvalidFrameException unknownSize() {
    return new InvalidFrameException(
        RejectReason.FRAME_SIZE,
        "expected the size of the picture, which these messages do not tell:"
            + " declare it, such as 1280x720");
  }

  private static boolean isAbsent(Person person) {
    for (int joint = 0; joint < person.joints(); joint++) {
      if (person.jointScore(joint) != 0) {
        return false;
      }
    }
    return true;
  }

  private static Person scaled(Person person, ImageSize size) {
    float[] keypoints = person.keypoints();
    for (int i = 0; i < keypoints.length; i += Person.STRIDE) {
      keypoints[i] *= size.width();
      keypoints[i + 1] *= size.height();
    }
    @Nullable BoundingBox box = person.box().map(part -> scaled(part, size)).orElse(null);
    return Person.owning(person.trackId(), keypoints, person.score(), box);
  }

  private static BoundingBox scaled(BoundingBox box, ImageSize size) {
    return new BoundingBox(
        box.x() * size.width(),
        box.y() * size.height(),
        box.width() * size.width(),
        box.height() * size.height());
  }

  private List<Person> named(List<Person> persons, SeenFrame seen, Stamp stamp) {
    if (trackIds == TrackIds.TRACKED) {
      return tracker(stamp).follow(persons, seen.layout(), stamp.timeMicros());
    }
    if (!persons.isEmpty() && persons.stream().allMatch(person -> person.trackId().isEmpty())) {
      throw new InvalidFrameException(
          RejectReason.EMPTY_TRACK_ID,
          "expected track ids, got none: a tracker gives them (convert --track,"
              + " kafka.frame-tracks: tracked)");
    }
    return persons;
  }

  private PoseTracker tracker(Stamp stamp) {
    PoseTracker known = trackers.remove(stamp.camera());
    PoseTracker tracker =
        known == null ? new PoseTracker(namedByTime ? stamp.timeMicros() / 1000 + "-" : "") : known;
    trackers.put(stamp.camera(), tracker);
    if (trackers.size() > MOST_CAMERAS) {
      trackers.remove(trackers.keySet().iterator().next());
    }
    return tracker;
  }
}
