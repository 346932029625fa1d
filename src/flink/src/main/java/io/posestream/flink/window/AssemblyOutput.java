package io.posestream.flink.window;

import io.posestream.core.pose.FrameFaults;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.window.AssemblyListener;
import io.posestream.core.window.Clip;
import java.util.List;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Counts what comes of frames, and sends it on. */
final class AssemblyOutput implements AssemblyListener {
  private final AssemblyMetrics metrics;
  private final Collector<Clip> clips;
  private final SideOutput side;

  /** Takes what does not go on with the clips. */
  interface SideOutput {
    <T> void output(OutputTag<T> tag, T value);
  }

  AssemblyOutput(AssemblyMetrics metrics, Collector<Clip> clips, SideOutput side) {
    this.metrics = metrics;
    this.clips = clips;
    this.side = side;
  }

  @Override
  public void clip(Clip clip) {
    metrics.clip(clip.subject().scope());
    clips.collect(clip);
  }

  @Override
  public void nobody(Clip word) {
    clips.collect(word);
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
    side.output(ClipAssembler.SPOILT, frame.settled(List.of()).withFindings(List.of(), faults));
  }

  @Override
  public void late(PoseFrame frame) {
    metrics.late();
    side.output(ClipAssembler.LATE, frame);
    tell(frame, FrameFaults.late());
  }

  @Override
  public void dropped(Dropped what) {
    metrics.dropped(what);
  }
}
