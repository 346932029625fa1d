package io.posestream.core.window;

import java.util.function.Consumer;

/**
 * A camera sent no frames for the idle timeout, or its input ended.
 *
 * @param camera the video source
 * @param window from its newest frame until the timeout had passed
 */
public record CameraSilence(String camera, Window window) implements Absence {
  @Override
  public void accept(
      Consumer<Clip> clip,
      Consumer<CrowdClip> crowd,
      Consumer<EmptyWindow> emptyWindow,
      Consumer<CameraSilence> silence) {
    silence.accept(this);
  }
}
