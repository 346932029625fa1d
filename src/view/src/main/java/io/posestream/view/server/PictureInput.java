package io.posestream.view.server;

import java.io.IOException;

/** Turns the pictures of a browser's camera into frames, elsewhere. */
public interface PictureInput {
  /**
   * Begins a camera.
   *
   * @param camera its name
   * @throws IOException if pictures cannot be taken
   */
  Session open(String camera) throws IOException;

  /** The pictures of one camera; used by one thread. */
  interface Session extends AutoCloseable {
    /**
     * Takes a picture; returns when it is done with it.
     *
     * @param jpeg the file
     * @param timeMillis when it was taken, in milliseconds since the epoch
     * @throws IOException if the picture cannot be read or its frame not be written
     */
    void picture(byte[] jpeg, long timeMillis) throws IOException;

    @Override
    void close();
  }
}
