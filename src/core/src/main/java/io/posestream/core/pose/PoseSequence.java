package io.posestream.core.pose;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Keypoints of M persons over T frames with V joints each, in pixels of an image of one size.
 *
 * <p>Coordinates are image pixels, x to the right and y down. Joint scores lie in 0..1; score 0
 * marks an absent joint. A person missing from a frame is a row of zeros.
 *
 * <p>This class is immutable and thread-safe: arrays are copied in, or given away, and only copied
 * out.
 */
public final class PoseSequence {
  private final int persons;
  private final int frames;
  private final int joints;
  private final int height;
  private final int width;
  private final float[] coordinates;
  private final float[] scores;

  /**
   * Creates a sequence from flat arrays.
   *
   * @param persons M, not negative
   * @param frames T, not negative
   * @param joints V, positive
   * @param coordinates x and y in C order [M, T, V, 2]
   * @param scores in C order [M, T, V]
   * @param height of the image in pixels
   * @param width of the image in pixels
   * @throws IllegalArgumentException if an array's length does not match the shape
   */
  public PoseSequence(
      int persons,
      int frames,
      int joints,
      float[] coordinates,
      float[] scores,
      int height,
      int width) {
    this(persons, frames, joints, height, width, coordinates.clone(), scores.clone());
  }

  private PoseSequence(
      int persons,
      int frames,
      int joints,
      int height,
      int width,
      float[] coordinates,
      float[] scores) {
    this.persons = persons;
    this.frames = frames;
    this.joints = joints;
    this.height = height;
    this.width = width;
    this.coordinates = coordinates;
    this.scores = scores;
    checkLengths();
  }

  private void checkLengths() {
    int points = Math.multiplyExact(Math.multiplyExact(persons, frames), joints);
    if (coordinates.length != 2 * points) {
      throw new IllegalArgumentException(
          "expected %d coordinates for [%d, %d, %d, 2], got %d"
              .formatted(2 * points, persons, frames, joints, coordinates.length));
    }
    if (scores.length != points) {
      throw new IllegalArgumentException(
          "expected %d scores for [%d, %d, %d], got %d"
              .formatted(points, persons, frames, joints, scores.length));
    }
  }

  /**
   * Creates a sequence around arrays, for those who make them for each; see the constructor.
   *
   * @param coordinates become this sequence's: the caller must not touch them again
   * @param scores likewise
   */
  public static PoseSequence owning(
      int persons,
      int frames,
      int joints,
      float[] coordinates,
      float[] scores,
      int height,
      int width) {
    return new PoseSequence(persons, frames, joints, height, width, coordinates, scores);
  }

  /** Returns M. */
  public int persons() {
    return persons;
  }

  /** Returns T. */
  public int frames() {
    return frames;
  }

  /** Returns V. */
  public int joints() {
    return joints;
  }

  /** Returns the image height in pixels. */
  public int height() {
    return height;
  }

  /** Returns the image width in pixels. */
  public int width() {
    return width;
  }

  /** Returns x in pixels of one joint. */
  public float x(int person, int frame, int joint) {
    return coordinates[2 * index(person, frame, joint)];
  }

  /** Returns y in pixels of one joint. */
  public float y(int person, int frame, int joint) {
    return coordinates[2 * index(person, frame, joint) + 1];
  }

  /** Returns the score of one joint. */
  public float score(int person, int frame, int joint) {
    return scores[index(person, frame, joint)];
  }

  /**
   * Copies all coordinates, [M, T, V, 2], to the start of {@code target}.
   *
   * @throws IndexOutOfBoundsException if {@code target} is shorter than 2*M*T*V
   */
  public void copyCoordinatesTo(float[] target) {
    System.arraycopy(coordinates, 0, target, 0, coordinates.length);
  }

  /**
   * Copies all scores, [M, T, V], to the start of {@code target}.
   *
   * @throws IndexOutOfBoundsException if {@code target} is shorter than M*T*V
   */
  public void copyScoresTo(float[] target) {
    System.arraycopy(scores, 0, target, 0, scores.length);
  }

  /**
   * Returns the frames named by {@code indices}, in that order; an index may repeat (PoseDecode of
   * the reference).
   *
   * @throws IndexOutOfBoundsException if an index is not in 0..T-1
   */
  public PoseSequence select(int[] indices) {
    int row = joints;
    float[] selectedCoordinates = new float[2 * persons * indices.length * row];
    float[] selectedScores = new float[persons * indices.length * row];
    for (int person = 0; person < persons; person++) {
      for (int i = 0; i < indices.length; i++) {
        int source = index(person, Objects.checkIndex(indices[i], frames), 0);
        int target = (person * indices.length + i) * row;
        System.arraycopy(coordinates, 2 * source, selectedCoordinates, 2 * target, 2 * row);
        System.arraycopy(scores, source, selectedScores, target, row);
      }
    }
    return owning(
        persons, indices.length, joints, selectedCoordinates, selectedScores, height, width);
  }

  /**
   * Returns as many frames as there are, drawn evenly from those that show everybody; the same ones
   * if none does.
   */
  public PoseSequence withoutGaps() {
    int[] whole = IntStream.range(0, frames).filter(this::showsEverybody).toArray();
    return whole.length == 0 || whole.length == frames
        ? this
        : select(
            IntStream.range(0, frames)
                .map(frame -> whole[(2 * frame + 1) * whole.length / (2 * frames)])
                .toArray());
  }

  private boolean showsEverybody(int frame) {
    return IntStream.range(0, persons).allMatch(person -> shows(person, frame));
  }

  private boolean shows(int person, int frame) {
    return IntStream.range(0, joints).anyMatch(joint -> score(person, frame, joint) > 0);
  }

  /**
   * Returns the persons of some rows, in that order.
   *
   * @throws IndexOutOfBoundsException if a row is not in 0..M-1
   */
  public PoseSequence ofPersons(int[] rows) {
    int row = frames * joints;
    float[] chosenCoordinates = new float[2 * rows.length * row];
    float[] chosenScores = new float[rows.length * row];
    for (int i = 0; i < rows.length; i++) {
      int source = Objects.checkIndex(rows[i], persons) * row;
      System.arraycopy(coordinates, 2 * source, chosenCoordinates, 2 * i * row, 2 * row);
      System.arraycopy(scores, source, chosenScores, i * row, row);
    }
    return owning(rows.length, frames, joints, chosenCoordinates, chosenScores, height, width);
  }

  /**
   * Returns the poses with every joint mapped to COCO-17; joints the layout lacks are absent.
   *
   * @param layout of these joints
   */
  public PoseSequence toCoco17(KeypointLayout layout) {
    int mapped = KeypointLayout.COCO17.joints();
    int poses = persons * frames;
    float[] mappedCoordinates = new float[2 * poses * mapped];
    float[] mappedScores = new float[poses * mapped];
    for (int joint = 0; joint < mapped; joint++) {
      int source = layout.standingFor(joint).orElse(-1);
      for (int pose = 0; source >= 0 && pose < poses; pose++) {
        int from = pose * joints + source;
        int to = pose * mapped + joint;
        mappedCoordinates[2 * to] = coordinates[2 * from];
        mappedCoordinates[2 * to + 1] = coordinates[2 * from + 1];
        mappedScores[to] = scores[from];
      }
    }
    return owning(persons, frames, mapped, mappedCoordinates, mappedScores, height, width);
  }

  /**
   * Returns the poses as they lie in an image of another size (MMDecode of the reference).
   *
   * @param newHeight in pixels, positive
   * @param newWidth in pixels, positive
   */
  public PoseSequence inImageOf(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    float x = (float) ((double) newWidth / width);
    float y = (float) ((double) newHeight / height);
    float[] scaled = coordinates.clone();
    for (int i = 0; i < scaled.length; i += 2) {
      scaled[i] *= x;
      scaled[i + 1] *= y;
    }
    return owning(persons, frames, joints, scaled, scores, newHeight, newWidth);
  }

  private int index(int person, int frame, int joint) {
    return (person * frames + frame) * joints + joint;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PoseSequence that
        && persons == that.persons
        && frames == that.frames
        && joints == that.joints
        && height == that.height
        && width == that.width
        && Arrays.equals(coordinates, that.coordinates)
        && Arrays.equals(scores, that.scores);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        persons,
        frames,
        joints,
        height,
        width,
        Arrays.hashCode(coordinates),
        Arrays.hashCode(scores));
  }

  @Override
  public String toString() {
    return "PoseSequence[%d persons, %d frames, %d joints, %dx%d px]"
        .formatted(persons, frames, joints, width, height);
  }
}
