package io.posestream.estimator.source;

import java.time.Duration;

/** Hears of a live source's troubles; called by the thread that reads the source. */
public interface LiveListener {
  /**
   * The source gave no more pictures.
   *
   * @param why names the source and says what happened
   * @param pause until it is tried again
   */
  void lost(String why, Duration pause);

  /** The source gives pictures again. */
  void back();
}
