package io.posestream.core.window;

import java.util.function.Consumer;

/**
 * A window that has frames and gives no clip: nobody is in view, or nobody passes the gates.
 *
 * @param camera the video source
 * @param window the interval
 * @param frames of the window, positive
 */
public record EmptyWindow(String camera, Window window, int frames) implements Absence {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if there is no frame: that is the silence of a camera
   */
  public EmptyWindow {
    if (frames <= 0) {
      throw new IllegalArgumentException(
          "expected at least one frame in a window of camera %s, got %d".formatted(camera, frames));
    }
  }

  @Override
  public void accept(
      Consumer<Clip> clip,
      Consumer<CrowdClip> crowd,
      Consumer<EmptyWindow> emptyWindow,
      Consumer<CameraSilence> silence) {
    emptyWindow.accept(this);
  }
}
