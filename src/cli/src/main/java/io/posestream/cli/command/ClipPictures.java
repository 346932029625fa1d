package io.posestream.cli.command;

import io.posestream.core.picture.PictureClip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the pictures of recorded clips lie. */
interface ClipPictures {
  /**
   * Reads the pictures of some frames.
   *
   * @param clip the clip's name
   * @param frames of the clip
   * @param indices of the frames whose pictures are wanted
   * @throws IOException if they cannot be read
   * @throws CommandFailedException if there is not a picture for each frame
   */
  PictureClip read(String clip, int frames, int[] indices) throws IOException;

  /** Returns the pictures in a folder, or those of a video. */
  static ClipPictures at(Path place) {
    return Files.isDirectory(place) ? new PictureFolder(place) : new VideoPictures(place);
  }
}
