package io.posestream.flink.window;

import io.posestream.core.pose.FrameFaults;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.window.Absence;
import io.posestream.core.window.AssemblyListener;
import io.posestream.core.window.Clip;
import io.posestream.core.window.CrowdClip;
import io.posestream.core.window.WindowOutcome;
import java.util.List;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Counts what comes of frames, and sends it on. */
final class AssemblyOutput implements AssemblyListener {
  private final AssemblyMetrics metrics;
  private final Collector<WindowOutcome> outcomes;
  private final SideOutput side;

  /** Takes what does not go on with the clips. */
  interface SideOutput {
    <T> void output(OutputTag<T> tag, T value);
  }

  AssemblyOutput(AssemblyMetrics metrics, Collector<WindowOutcome> outcomes, SideOutput side) {
    this.metrics = metrics;
    this.outcomes = outcomes;
    this.side = side;
  }

  @Override
  public void clip(Clip clip) {
    metrics.clip(clip.subject().scope());
    outcomes.collect(clip);
  }

  @Override
  public void crowd(CrowdClip crowd) {
    crowd.parts().forEach(part -> metrics.clip(part.subject().scope()));
    outcomes.collect(crowd);
  }

  @Override
  public void absent(Absence absence) {
    outcomes.collect(absence);
  }

  @Override
  public void rejected(PoseFrame frame, RejectReason reason, String message) {
    metrics.rejected(reason);
    side.output(ClipAssembler.REJECTED, RejectedRecord.frame(frame, reason, message));
  }

  @Override
  public void spoilt(PoseFrame frame) {
    metrics.spoilt(frame.faults());
    tell(frame, frame.faults());
  }

  private void tell(PoseFrame frame, FrameFaults faults) {
    PoseFrame told = frame.withoutPicture().settled(List.of());
    side.output(ClipAssembler.SPOILT, told.withFindings(List.of(), faults));
  }

  @Override
  public void late(PoseFrame frame) {
    metrics.late();
    // Nobody's picture leaves the job.
    side.output(ClipAssembler.LATE, frame.withoutPicture());
    tell(frame, FrameFaults.late());
  }

  @Override
  public void dropped(Dropped what) {
    metrics.dropped(what);
  }
}
