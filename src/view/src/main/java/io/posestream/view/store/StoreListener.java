package io.posestream.view.store;

/** Is told of what is new in a store, by the thread that brings it. */
public interface StoreListener {
  /**
   * Takes a frame.
   *
   * @param camera the page's number of the camera
   * @param frame as {@link FrameBytes} describes it; not to be written
   */
  void frame(int camera, byte[] frame);

  /** Takes a message for the page: JSON with a field {@code type}. */
  void message(String json);
}
