package io.posestream.flink.window;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.window.AssemblyListener.Dropped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What the clip assembler counts. */
final class AssemblyMetrics {
  private final Map<Scope, Counter> clips = new EnumMap<>(Scope.class);
  private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
  private final Map<Dropped, Counter> dropped = new EnumMap<>(Dropped.class);
  private final Counter late;

  AssemblyMetrics(MetricGroup root) {
    MetricGroup group = root.addGroup("posestream");
    for (Scope scope : Scope.values()) {
      clips.put(scope, group.addGroup("scope", scope.id()).counter("clips"));
    }
    for (RejectReason reason : RejectReason.values()) {
      rejected.put(reason, group.addGroup("reason", reason.code()).counter("framesRejected"));
    }
    for (Dropped what : Dropped.values()) {
      String code = what.name().toLowerCase(Locale.ROOT).replace('_', '-');
      dropped.put(what, group.addGroup("what", code).counter("dropped"));
    }
    late = group.counter("framesLate");
  }

  void clip(Scope scope) {
    clips.get(scope).inc();
  }

  void rejected(RejectReason reason) {
    rejected.get(reason).inc();
  }

  void dropped(Dropped what) {
    dropped.get(what).inc();
  }

  void late() {
    late.inc();
  }
}
