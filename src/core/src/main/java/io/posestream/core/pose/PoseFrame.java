package io.posestream.core.pose;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * All persons of one camera at one instant.
 *
 * <p>A frame that exists is usable: the constructor refuses everything the contract forbids, so no
 * code behind it checks again. Immutable and thread-safe.
 */
public final class PoseFrame {
  private static final int LARGEST_SIDE = 65_535;
  // 9999-12-31T23:59:59.999999Z; nanoseconds where microseconds are due lie far beyond it.
  private static final long LATEST_MICROS = 253_402_300_799_999_999L;

  private final String camera;
  private final long number;
  private final long timeMicros;
  private final int width;
  private final int height;
  private final KeypointLayout layout;
  private final List<Person> persons;
  private final FrameOrigin origin;

  /**
   * Creates a frame.
   *
   * @param camera id of the video source, not empty
   * @param number frame number, ascending with time within a camera
   * @param timeMicros event time in microseconds since the epoch, before the year 10000
   * @param width of the image in pixels, 1..65535
   * @param height of the image in pixels, 1..65535
   * @param layout the joint set of every person
   * @param persons everybody in view, with unique track ids; may be empty
   * @param origin where the frame was read
   * @throws InvalidFrameException if a rule is broken
   */
  public PoseFrame(
      String camera,
      long number,
      long timeMicros,
      int width,
      int height,
      KeypointLayout layout,
      List<Person> persons,
      FrameOrigin origin) {
    this(origin, camera, number, timeMicros, width, height, layout, persons);
    checkHeader();
    checkPersons();
    checkPixels();
  }

  /**
   * Creates a frame of the parts of one that was checked when it came in, such as a state backend
   * gives them back; see the constructor. Nothing is checked.
   */
  public static PoseFrame ofChecked(
      String camera,
      long number,
      long timeMicros,
      int width,
      int height,
      KeypointLayout layout,
      List<Person> persons,
      FrameOrigin origin) {
    return new PoseFrame(origin, camera, number, timeMicros, width, height, layout, persons);
  }

  private PoseFrame(
      FrameOrigin origin,
      String camera,
      long number,
      long timeMicros,
      int width,
      int height,
      KeypointLayout layout,
      List<Person> persons) {
    this.camera = camera;
    this.number = number;
    this.timeMicros = timeMicros;
    this.width = width;
    this.height = height;
    this.layout = layout;
    this.persons = List.copyOf(persons);
    this.origin = origin;
  }

  /** Creates a frame that was not read from a topic; see the other constructor. */
  public PoseFrame(
      String camera,
      long number,
      long timeMicros,
      int width,
      int height,
      KeypointLayout layout,
      List<Person> persons) {
    this(camera, number, timeMicros, width, height, layout, persons, FrameOrigin.UNKNOWN);
  }

  private void checkHeader() {
    if (camera.isEmpty()) {
      throw invalid(RejectReason.EMPTY_CAMERA_ID, "expected a camera id, got an empty string");
    }
    if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
      throw invalid(
          RejectReason.FRAME_SIZE,
          "expected a frame of 1..%d px a side, got %dx%d".formatted(LARGEST_SIDE, width, height));
    }
    if (timeMicros < 0 || timeMicros > LATEST_MICROS) {
      throw invalid(
          RejectReason.EVENT_TIME,
          "expected an event time from the epoch to the year 9999 in us, got %d"
              .formatted(timeMicros));
    }
  }

  private void checkPersons() {
    Set<String> seen = new HashSet<>();
    for (Person person : persons) {
      String track = person.trackId();
      if (track.isEmpty()) {
        throw invalid(RejectReason.EMPTY_TRACK_ID, "expected a track id, got an empty string");
      }
      if (!seen.add(track)) {
        throw invalid(
            RejectReason.DUPLICATE_TRACK_ID,
            "expected unique track ids, got track %s twice".formatted(track));
      }
      checkKeypoints(person);
    }
  }

  private void checkKeypoints(Person person) {
    if (person.length() != Person.STRIDE * layout.joints()) {
      throw invalid(
          RejectReason.WRONG_JOINT_COUNT,
          "expected %d keypoint values (x, y, score for %d joints of %s), got %d (track=%s)"
              .formatted(
                  Person.STRIDE * layout.joints(),
                  layout.joints(),
                  layout.id(),
                  person.length(),
                  person.trackId()));
    }
    for (int joint = 0; joint < person.joints(); joint++) {
      if (!Float.isFinite(person.x(joint))
          || !Float.isFinite(person.y(joint))
          || !Float.isFinite(person.jointScore(joint))) {
        throw invalid(
            RejectReason.NON_FINITE_KEYPOINT,
            "expected finite keypoints, got (%s, %s, %s) for joint %d (track=%s)"
                .formatted(
                    person.x(joint),
                    person.y(joint),
                    person.jointScore(joint),
                    joint,
                    person.trackId()));
      }
    }
  }

  // Normalised coordinates collapse every person into one pixel and give constant scores.
  private void checkPixels() {
    if (width <= 2 && height <= 2) {
      return;
    }
    boolean anyPresent = false;
    for (Person person : persons) {
      for (int joint = 0; joint < person.joints(); joint++) {
        if (person.jointScore(joint) > 0 && (person.x(joint) != 0 || person.y(joint) != 0)) {
          if (outsideUnit(person.x(joint)) || outsideUnit(person.y(joint))) {
            return;
          }
          anyPresent = true;
        }
      }
    }
    if (anyPresent) {
      throw invalid(
          RejectReason.NORMALISED_COORDINATES,
          "expected pixel coordinates on a frame of %dx%d, got all within 0..1"
              .formatted(width, height));
    }
  }

  private static boolean outsideUnit(float value) {
    return value < 0 || value > 1;
  }

  private InvalidFrameException invalid(RejectReason reason, String what) {
    return new InvalidFrameException(
        reason, "%s (camera=%s, frame=%d)".formatted(what, camera, number));
  }

  /** Returns the id of the video source. */
  public String camera() {
    return camera;
  }

  /** Returns the frame number. */
  public long number() {
    return number;
  }

  /** Returns the event time in microseconds since the epoch. */
  public long timeMicros() {
    return timeMicros;
  }

  /** Returns the event time in whole milliseconds since the epoch. */
  public long timeMillis() {
    return timeMicros / 1000;
  }

  /** Returns the image width in pixels. */
  public int width() {
    return width;
  }

  /** Returns the image height in pixels. */
  public int height() {
    return height;
  }

  /** Returns the joint set of every person. */
  public KeypointLayout layout() {
    return layout;
  }

  /** Returns this frame with every pose mapped to COCO-17. */
  public PoseFrame toCoco17() {
    List<Person> mapped = persons.stream().map(layout::toCoco17).toList();
    return new PoseFrame(
        origin, camera, number, timeMicros, width, height, KeypointLayout.COCO17, mapped);
  }

  /** Returns everybody in view; the list cannot be modified. */
  public List<Person> persons() {
    return persons;
  }

  /** Returns where the frame was read. */
  public FrameOrigin origin() {
    return origin;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PoseFrame that
        && camera.equals(that.camera)
        && number == that.number
        && timeMicros == that.timeMicros
        && width == that.width
        && height == that.height
        && layout == that.layout
        && persons.equals(that.persons)
        && origin.equals(that.origin);
  }

  @Override
  public int hashCode() {
    return Objects.hash(camera, number, timeMicros, width, height, layout, persons, origin);
  }

  @Override
  public String toString() {
    return "PoseFrame[camera=%s, frame=%d, t=%d us, %d persons]"
        .formatted(camera, number, timeMicros, persons.size());
  }
}
