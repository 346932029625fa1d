package io.posestream.flink.window;

import static java.util.Objects.requireNonNull;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.FrameFaults;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.window.AssemblyListener.Dropped;
import io.posestream.flink.metrics.EnumCounters;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What the clip assembler counts. */
final class AssemblyMetrics {
  private static final Map<FrameFaults.Part, String> PARTS =
      Map.of(
          FrameFaults.Part.PERSON, "personsRejected",
          FrameFaults.Part.JOINT, "jointsRejected",
          FrameFaults.Part.VALUE, "valuesCorrected");

  private final EnumCounters<Scope> clips;
  private final EnumCounters<RejectReason> rejected;
  private final EnumCounters<Dropped> dropped;
  private final Counter late;
  private final Map<FrameFaults.Part, EnumCounters<RejectReason>> losses =
      new EnumMap<>(FrameFaults.Part.class);

  AssemblyMetrics(MetricGroup root) {
    MetricGroup group = root.addGroup("posestream");
    clips = new EnumCounters<>(group, "scope", "clips", Scope.class);
    rejected = new EnumCounters<>(group, "reason", "framesRejected", RejectReason.class);
    dropped = new EnumCounters<>(group, "what", "dropped", Dropped.class);
    late = group.counter("framesLate");
    PARTS.forEach(
        (part, name) ->
            losses.put(part, new EnumCounters<>(group, "reason", name, RejectReason.class)));
  }

  void clip(Scope scope) {
    clips.inc(scope);
  }

  void rejected(RejectReason reason) {
    rejected.inc(reason);
  }

  void spoilt(FrameFaults faults) {
    for (FrameFaults.Loss loss : faults.losses()) {
      requireNonNull(losses.get(loss.part())).inc(loss.reason(), loss.count());
    }
  }

  void dropped(Dropped what) {
    dropped.inc(what);
  }

  void late() {
    late.inc();
  }
}
