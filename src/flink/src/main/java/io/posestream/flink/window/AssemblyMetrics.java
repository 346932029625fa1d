package io.posestream.flink.window;

import io.posestream.core.model.Scope;
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

  AssemblyMetrics(MetricGroup root) {
    MetricGroup group = root.addGroup("posestream");
    clips = new EnumCounters<>(group, "scope", "clips", Scope.class);
    rejected = new EnumCounters<>(group, "reason", "framesRejected", RejectReason.class);
    dropped = new EnumCounters<>(group, "what", "dropped", Dropped.class);
    late = group.counter("framesLate");
  }

  void clip(Scope scope) {
    clips.inc(scope);
  }

  void rejected(RejectReason reason) {
    rejected.inc(reason);
  }

  void dropped(Dropped what) {
    dropped.inc(what);
  }

  void late() {
    late.inc();
  }
}
