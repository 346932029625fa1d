package io.posestream.core.window;

import io.posestream.core.model.Heads;
import java.io.Serializable;

/**
 * The frames of a clip, as the model of its scope takes them.
 *
 * @param length frames per clip, T
 * @param clips clips sampled from each window, C; more than one only if the model averages views
 * @param pictures pictures per clip; 0 if the model takes none
 * @param heads whom one run of the model answers
 */
public record ClipForm(int length, int clips, int pictures, Heads heads) implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the parameter
   */
  public ClipForm {
    if (length <= 0) {
      throw new IllegalArgumentException("clip length: expected a positive number, got " + length);
    }
    if (clips <= 0) {
      throw new IllegalArgumentException(
          "number of clips: expected a positive number, got " + clips);
    }
    if (pictures < 0) {
      throw new IllegalArgumentException(
          "number of pictures: expected no negative number, got " + pictures);
    }
  }

  /** The form of clips without pictures. */
  public ClipForm(int length, int clips) {
    this(length, clips, 0, Heads.ONE);
  }

  /** The form of a model with one answer for a run; see the record. */
  public ClipForm(int length, int clips, int pictures) {
    this(length, clips, pictures, Heads.ONE);
  }

  /** Returns how many pictures all clips of a window take. */
  int allPictures() {
    return clips * pictures;
  }
}
