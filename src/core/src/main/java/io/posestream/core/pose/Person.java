package io.posestream.core.pose;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One body in one frame.
 *
 * <p>Keypoints are x and y in image pixels and a score in 0..1 for each joint of the frame's
 * layout; score 0 marks an absent joint. Immutable and thread-safe.
 */
public final class Person {
  /** Values per joint: x, y, score. */
  public static final int STRIDE = 3;

  private final String trackId;
  private final float[] keypoints;
  private final float score;
  private final @Nullable BoundingBox box;
  // Found when first asked for, as a string's hash is; any thread finds the same.
  private float meanJointScore = Float.NaN;
  private @Nullable BoundingBox jointExtent;

  /**
   * Creates a person without a box.
   *
   * @param trackId the tracker's id, unique within the frame
   * @param keypoints x, y, score per joint
   * @param score the detector's confidence in 0..1
   */
  public Person(String trackId, float[] keypoints, float score) {
    this(trackId, keypoints, score, null);
  }

  /**
   * Creates a person.
   *
   * @param trackId the tracker's id, unique within the frame
   * @param keypoints x, y, score per joint
   * @param score the detector's confidence in 0..1
   * @param box the detector's box, if it gave one
   */
  public Person(String trackId, float[] keypoints, float score, @Nullable BoundingBox box) {
    this(keypoints.clone(), trackId, score, box);
  }

  private Person(float[] owned, String trackId, float score, @Nullable BoundingBox box) {
    this.trackId = trackId;
    this.keypoints = owned;
    this.score = score;
    this.box = box;
  }

  /**
   * Creates a person around an array, for decoders that make one for each; see the constructor.
   *
   * @param keypoints becomes this person's: the caller must not touch it again
   */
  public static Person owning(
      String trackId, float[] keypoints, float score, @Nullable BoundingBox box) {
    return new Person(keypoints, trackId, score, box);
  }

  /** Returns the tracker's id. */
  public String trackId() {
    return trackId;
  }

  /** Returns the number of values, three per joint. */
  public int length() {
    return keypoints.length;
  }

  /** Returns the number of joints. */
  public int joints() {
    return keypoints.length / STRIDE;
  }

  /** Returns x of a joint in pixels. */
  public float x(int joint) {
    return keypoints[STRIDE * joint];
  }

  /** Returns y of a joint in pixels. */
  public float y(int joint) {
    return keypoints[STRIDE * joint + 1];
  }

  /** Returns the score of a joint. */
  public float jointScore(int joint) {
    return keypoints[STRIDE * joint + 2];
  }

  /** Returns the detector's confidence in this person. */
  public float score() {
    return score;
  }

  /** Returns the detector's box. */
  public Optional<BoundingBox> box() {
    return Optional.ofNullable(box);
  }

  /** Returns a copy of the keypoints, x, y, score per joint. */
  public float[] keypoints() {
    return keypoints.clone();
  }

  /** Appends the keypoints, x, y, score per joint, to a buffer in its byte order. */
  public void putKeypoints(ByteBuffer out) {
    out.asFloatBuffer().put(keypoints);
    out.position(out.position() + Float.BYTES * keypoints.length);
  }

  /** Returns the mean score of the joints that are present, 0 if none is. */
  public float meanJointScore() {
    if (Float.isNaN(meanJointScore)) {
      meanJointScore = meanOfPresent();
    }
    return meanJointScore;
  }

  private float meanOfPresent() {
    float sum = 0;
    int present = 0;
    for (int i = 2; i < keypoints.length; i += STRIDE) {
      if (keypoints[i] > 0) {
        sum += keypoints[i];
        present++;
      }
    }
    return present == 0 ? 0 : sum / present;
  }

  /** Returns the detector's box, or else the box around the joints that are present. */
  public Optional<BoundingBox> extent() {
    return box != null ? Optional.of(box) : jointExtent();
  }

  /** Returns the box around the joints that are present. */
  public Optional<BoundingBox> jointExtent() {
    BoundingBox known = jointExtent;
    if (known == null && meanJointScore() > 0) {
      known = aroundPresent();
      jointExtent = known;
    }
    return Optional.ofNullable(known);
  }

  // At least one joint is present.
  private BoundingBox aroundPresent() {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < keypoints.length; i += STRIDE) {
      if (keypoints[i + 2] > 0) {
        left = Math.min(left, keypoints[i]);
        right = Math.max(right, keypoints[i]);
        top = Math.min(top, keypoints[i + 1]);
        bottom = Math.max(bottom, keypoints[i + 1]);
      }
    }
    return new BoundingBox(left, top, right - left, bottom - top);
  }

  /**
   * Copies the joints in a row, scaled.
   *
   * @param scaleX factor of every x
   * @param scaleY factor of every y
   * @param coordinates takes x and y of each joint
   * @param scores takes the score of each joint
   * @param row index of the first joint in {@code scores}, half of that in {@code coordinates}
   */
  public void copyTo(float scaleX, float scaleY, float[] coordinates, float[] scores, int row) {
    for (int i = 0, point = row; i < keypoints.length; i += STRIDE, point++) {
      coordinates[2 * point] = keypoints[i] * scaleX;
      coordinates[2 * point + 1] = keypoints[i + 1] * scaleY;
      scores[point] = keypoints[i + 2];
    }
  }

  /** Returns where this person is in a picture of another size; absent joints stay as they are. */
  public Person in(PictureMapping other) {
    float[] mapped = keypoints.clone();
    for (int i = 0; i < mapped.length; i += STRIDE) {
      if (mapped[i + 2] > 0) {
        mapped[i] = other.x(mapped[i]);
        mapped[i + 1] = other.y(mapped[i + 1]);
      }
    }
    return new Person(mapped, trackId, score, box == null ? null : box.in(other));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Person that
        && trackId.equals(that.trackId)
        && Arrays.equals(keypoints, that.keypoints)
        && score == that.score
        && Objects.equals(box, that.box);
  }

  @Override
  public int hashCode() {
    return Objects.hash(trackId, Arrays.hashCode(keypoints), score, box);
  }

  @Override
  public String toString() {
    return "Person[track=%s, %d joints, score=%s]".formatted(trackId, joints(), score);
  }
}
