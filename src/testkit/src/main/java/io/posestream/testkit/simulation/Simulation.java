package io.posestream.testkit.simulation;

import io.posestream.core.pose.PoseFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the estimators reported, and what really happened.
 *
 * @param frames ordered by event time, numbers ascending within a camera
 * @param truths ordered by start
 */
public record Simulation(List<PoseFrame> frames, List<Truth> truths) {
  /** Copies the lists in. */
  public Simulation {
    frames = List.copyOf(frames);
    truths = List.copyOf(truths);
  }

  /** Returns both simulations as one: all cameras, interleaved by event time. */
  public Simulation and(Simulation other) {
    List<PoseFrame> allFrames = new ArrayList<>(frames);
    allFrames.addAll(other.frames);
    allFrames.sort(
        Comparator.comparingLong(PoseFrame::timeMicros).thenComparing(PoseFrame::camera));
    List<Truth> allTruths = new ArrayList<>(truths);
    allTruths.addAll(other.truths);
    allTruths.sort(Comparator.comparingLong(Truth::startMillis).thenComparing(Truth::camera));
    return new Simulation(allFrames, allTruths);
  }

  /** Returns the frames of one camera. */
  public List<PoseFrame> framesOf(String camera) {
    return frames.stream().filter(frame -> frame.camera().equals(camera)).toList();
  }

  /** Returns what really happened under one label. */
  public List<Truth> truthsOf(String label) {
    return truths.stream().filter(truth -> truth.label().equals(label)).toList();
  }
}
