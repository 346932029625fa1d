package io.posestream.flink.window;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.FrameFaults;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.window.AssemblyListener.Dropped;
import io.posestream.flink.metrics.EnumCounters;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What the clip assembler counts. */
final class AssemblyMetrics {
  private final EnumCounters<Scope> clips;
  private final EnumCounters<RejectReason> rejected;
  private final EnumCounters<Dropped> dropped;
  private final Counter late;
  private final EnumCounters<RejectReason> persons;
  private final EnumCounters<RejectReason> joints;
  private final EnumCounters<RejectReason> values;

  AssemblyMetrics(MetricGroup root) {
    MetricGroup group = root.addGroup("posestream");
    clips = new EnumCounters<>(group, "scope", "clips", Scope.class);
    rejected = new EnumCounters<>(group, "reason", "framesRejected", RejectReason.class);
    dropped = new EnumCounters<>(group, "what", "dropped", Dropped.class);
    late = group.counter("framesLate");
    persons = new EnumCounters<>(group, "reason", "personsRejected", RejectReason.class);
    joints = new EnumCounters<>(group, "reason", "jointsRejected", RejectReason.class);
    values = new EnumCounters<>(group, "reason", "valuesCorrected", RejectReason.class);
  }

  void clip(Scope scope) {
    clips.inc(scope);
  }

  void rejected(RejectReason reason) {
    rejected.inc(reason);
  }

  void spoilt(FrameFaults faults) {
    for (FrameFaults.Loss loss : faults.losses()) {
      switch (loss.part()) {
        case PERSON -> persons.inc(loss.reason(), loss.count());
        case JOINT -> joints.inc(loss.reason(), loss.count());
        case VALUE -> values.inc(loss.reason(), loss.count());
        case FRAME -> late();
      }
    }
  }

  void dropped(Dropped what) {
    dropped.inc(what);
  }

  void late() {
    late.inc();
  }
}
