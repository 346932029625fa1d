package io.posestream.benchmarks;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.window.Absence;
import io.posestream.core.window.AssemblyListener;
import io.posestream.core.window.Clip;
import io.posestream.core.window.CrowdClip;
import java.util.function.Consumer;

/**
 * Passes clips on and fails on any other output, which a simulated crowd must not cause.
 *
 * @param clips takes them
 */
record FlawlessClips(Consumer<Clip> clips) implements AssemblyListener {
  @Override
  public void clip(Clip clip) {
    clips.accept(clip);
  }

  @Override
  public void crowd(CrowdClip crowd) {
    throw new IllegalStateException("expected a clip for each subject, got " + crowd);
  }

  @Override
  public void absent(Absence absence) {
    throw new IllegalStateException("expected somebody in every window, got " + absence);
  }

  @Override
  public void rejected(PoseFrame frame, RejectReason reason, String message) {
    throw new IllegalStateException(message);
  }

  @Override
  public void spoilt(PoseFrame frame) {
    throw new IllegalStateException("expected sound frames, got " + frame.faults());
  }

  @Override
  public void late(PoseFrame frame) {
    throw new IllegalStateException("expected no late frame, got " + frame);
  }

  @Override
  public void dropped(Dropped what) {
    throw new IllegalStateException("expected nothing to be dropped, got " + what);
  }
}
