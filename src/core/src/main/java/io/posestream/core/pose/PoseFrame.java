package io.posestream.core.pose;

import io.posestream.core.picture.Picture;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All persons of one camera at one instant.
 *
 * <p>A frame that exists is usable: the constructor refuses what the contract forbids of the frame,
 * leaves out persons and joints that cannot be used, and says so in {@link #faults}, so that no
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
  private final List<Person> rivals;
  private final FrameFaults faults;
  private final FrameOrigin origin;
  private final @Nullable Picture picture;

  /**
   * Creates a frame.
   *
   * @param camera id of the video source, of 1 to {@link Bounds#LONGEST_ID} characters
   * @param number frame number, ascending with time within a camera
   * @param timeMicros event time in microseconds since the epoch, before the year 10000
   * @param width of the image in pixels, 1..65535
   * @param height of the image in pixels, 1..65535
   * @param layout the joint set of every person
   * @param persons everybody in view; may be empty. Who cannot be used is left out, see {@link
   *     #faults}
   * @param origin where the frame was read
   * @throws InvalidFrameException if the frame as a whole cannot be used
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
    this.camera = camera;
    this.number = number;
    this.timeMicros = timeMicros;
    this.width = width;
    this.height = height;
    this.layout = layout;
    this.origin = origin;
    this.picture = null;
    checkHeader();
    Bounds.requirePersons(persons.size());
    PersonCheck check = new PersonCheck(layout, persons);
    this.persons = List.copyOf(check.kept());
    this.rivals = List.copyOf(check.rivals());
    this.faults = check.faults();
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
    return new PoseFrame(
        origin,
        camera,
        number,
        timeMicros,
        width,
        height,
        layout,
        persons,
        List.of(),
        FrameFaults.NONE,
        null);
  }

  private PoseFrame(
      FrameOrigin origin,
      String camera,
      long number,
      long timeMicros,
      int width,
      int height,
      KeypointLayout layout,
      List<Person> persons,
      List<Person> rivals,
      FrameFaults faults,
      @Nullable Picture picture) {
    this.camera = camera;
    this.number = number;
    this.timeMicros = timeMicros;
    this.width = width;
    this.height = height;
    this.layout = layout;
    this.persons = List.copyOf(persons);
    this.rivals = List.copyOf(rivals);
    this.faults = faults;
    this.origin = origin;
    this.picture = picture;
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
    checkCamera();
    if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
      throw invalid(
          RejectReason.FRAME_SIZE,
          "expected a frame of 1..%d px a side, got %dx%d".formatted(LARGEST_SIDE, width, height));
    }
    if (timeMicros < 0 || timeMicros > LATEST_MICROS) {
      throw invalid(
          RejectReason.EVENT_TIME,
          "expected an event time from the epoch to the year 9999 in us, got %d%s"
              .formatted(timeMicros, TimeUnits.guess(timeMicros)));
    }
  }

  private void checkCamera() {
    if (camera.isEmpty()) {
      throw invalid(RejectReason.EMPTY_CAMERA_ID, "expected a camera id, got an empty string");
    }
    if (camera.length() > Bounds.LONGEST_ID) {
      throw invalid(
          RejectReason.LONG_CAMERA_ID,
          "expected a camera id of at most %d characters, got %d"
              .formatted(Bounds.LONGEST_ID, camera.length()));
    }
  }

  // Normalised coordinates collapse every person into one pixel and give constant scores.
  private void checkPixels() {
    float margin = PoseUnits.normalisedMargin(width, height);
    boolean anyPresent = false;
    for (Person person : persons) {
      for (int joint = 0; joint < person.joints(); joint++) {
        if (person.jointScore(joint) > 0 && (person.x(joint) != 0 || person.y(joint) != 0)) {
          if (!PoseUnits.isWithin(person.x(joint), margin)
              || !PoseUnits.isWithin(person.y(joint), margin)) {
            return;
          }
          anyPresent = true;
        }
      }
    }
    if (anyPresent) {
      throw invalid(
          RejectReason.NORMALISED_COORDINATES,
          "expected pixel coordinates on a frame of %dx%d, got all within 0..1 or near it"
              .formatted(width, height));
    }
  }

  private InvalidFrameException invalid(RejectReason reason, String what) {
    return new InvalidFrameException(
        reason, "%s (camera=%s, frame=%d)".formatted(what, Bounds.shown(camera), number));
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
    return with(KeypointLayout.COCO17, mapped(persons), mapped(rivals), faults);
  }

  /** Returns whether the image is as large as that of another frame. */
  public boolean hasSizeOf(PoseFrame other) {
    return width == other.width && height == other.height;
  }

  /**
   * Returns this frame as it would be in a picture of another size.
   *
   * @param newWidth width of that picture in pixels
   * @param newHeight its height in pixels
   * @param mapping where points of this picture lie in that one
   */
  public PoseFrame in(int newWidth, int newHeight, PictureMapping mapping) {
    List<Person> mapped = persons.stream().map(person -> person.in(mapping)).toList();
    List<Person> others = rivals.stream().map(person -> person.in(mapping)).toList();
    return new PoseFrame(
        origin,
        camera,
        number,
        timeMicros,
        newWidth,
        newHeight,
        layout,
        mapped,
        others,
        faults,
        picture);
  }

  private List<Person> mapped(List<Person> poses) {
    return poses.stream().map(layout::toCoco17).toList();
  }

  private PoseFrame with(
      KeypointLayout joints, List<Person> poses, List<Person> others, FrameFaults lost) {
    return new PoseFrame(
        origin, camera, number, timeMicros, width, height, joints, poses, others, lost, picture);
  }

  /** Returns everybody in view; the list cannot be modified. */
  public List<Person> persons() {
    return persons;
  }

  /**
   * Returns the persons whose track id another of {@link #persons} has, until it is settled who of
   * them continues the track; each is a fault already. The list cannot be modified.
   */
  public List<Person> rivals() {
    return rivals;
  }

  /** Returns what the frame lost when it was checked. */
  public FrameFaults faults() {
    return faults;
  }

  /** Returns this frame with other persons in view, nobody's rivals, and no faults. */
  public PoseFrame settled(List<Person> chosen) {
    return with(layout, chosen, List.of(), FrameFaults.NONE);
  }

  /** Returns this frame with what was found when it was checked; see {@link #ofChecked}. */
  public PoseFrame withFindings(List<Person> others, FrameFaults lost) {
    return with(layout, persons, others, lost);
  }

  /** Returns the picture the poses were found in, if the frame carries it. */
  public Optional<Picture> picture() {
    return Optional.ofNullable(picture);
  }

  /** Returns this frame with a picture, or with none. */
  public PoseFrame withPicture(Optional<Picture> changed) {
    return picture().equals(changed)
        ? this
        : new PoseFrame(
            origin,
            camera,
            number,
            timeMicros,
            width,
            height,
            layout,
            persons,
            rivals,
            faults,
            changed.orElse(null));
  }

  /** Returns this frame without its picture. */
  public PoseFrame withoutPicture() {
    return picture == null ? this : withPicture(Optional.empty());
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
        && rivals.equals(that.rivals)
        && faults.equals(that.faults)
        && origin.equals(that.origin)
        && Objects.equals(picture, that.picture);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        camera,
        number,
        timeMicros,
        width,
        height,
        layout,
        persons,
        rivals,
        faults,
        origin,
        picture);
  }

  @Override
  public String toString() {
    return "PoseFrame[camera=%s, frame=%d, t=%d us, %d persons]"
        .formatted(camera, number, timeMicros, persons.size());
  }
}
