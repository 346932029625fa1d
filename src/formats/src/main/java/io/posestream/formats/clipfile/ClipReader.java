package io.posestream.formats.clipfile;

/** What is done with the clips of a file, and with those that cannot be used. */
public interface ClipReader {
  /** Takes a clip. */
  void accept(RecordedClip clip);

  /**
   * Takes the reason why a clip cannot be used; the next one is read if this returns.
   *
   * @param reason names the place, what was expected and what was found
   */
  default void refuse(ClipFileException reason) {
    throw reason;
  }
}
