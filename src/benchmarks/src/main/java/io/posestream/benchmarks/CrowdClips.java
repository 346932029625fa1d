package io.posestream.benchmarks;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.window.AssemblyListener;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.CameraMemory;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipForm;
import io.posestream.core.window.WindowAssembler;
import io.posestream.testkit.simulation.DemoScenes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Clips of a simulated crowd, cut in the same way as in the job. */
public final class CrowdClips {
  private static final double SECONDS = 4;
  private static final double FRAMES_PER_SECOND = 30;

  private CrowdClips() {}

  /**
   * Returns the settings for clips of a scene, with the defaults of the job.
   *
   * @param clipLength frames per clip
   */
  public static AssemblyPolicy policy(int clipLength) {
    return AssemblyPolicy.of(
            Map.of(Scope.SCENE, new ClipForm(clipLength, 1)), KeypointLayout.COCO17)
        .withMaxOutOfOrdernessMillis(0);
  }

  /**
   * Returns one clip.
   *
   * @param persons persons in each frame, 1..50
   * @param clipLength frames per clip
   */
  public static PoseSequence of(int persons, int clipLength) {
    WindowAssembler assembler = new WindowAssembler(policy(clipLength));
    List<Clip> clips = new ArrayList<>();
    AssemblyListener listener = new FlawlessClips(clips::add);
    CameraMemory memory =
        new CameraMemory(new MemoryFrames(), new MemoryFrames(), new MemoryTracks());
    CameraClock clock = assembler.newClock(Long.MIN_VALUE);
    for (PoseFrame frame : DemoScenes.crowd(persons, SECONDS, FRAMES_PER_SECOND).frames()) {
      clock = assembler.take(frame, clock, memory, listener);
    }
    return clips.get(0).poses();
  }
}
