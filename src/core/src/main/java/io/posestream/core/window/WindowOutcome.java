package io.posestream.core.window;

import java.util.function.Consumer;

/**
 * What a camera's frames come to, in the camera's order: a clip, a crowd's clip, or an absence of
 * anything to score.
 */
public sealed interface WindowOutcome permits Clip, CrowdClip, Absence {
  /** Returns the video source. */
  String camera();

  /** Returns the interval it is about. */
  Window window();

  /**
   * Hands it to the step for its kind; whoever takes outcomes says what is done with each kind.
   *
   * @param clip takes a clip
   * @param crowd takes a crowd's clip
   * @param emptyWindow takes a window without anybody to show
   * @param silence takes the silence of a camera
   */
  void accept(
      Consumer<Clip> clip,
      Consumer<CrowdClip> crowd,
      Consumer<EmptyWindow> emptyWindow,
      Consumer<CameraSilence> silence);
}
