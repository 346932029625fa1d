package io.posestream.flink.inference;

import com.codahale.metrics.SlidingWindowReservoir;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.Scope;
import io.posestream.core.window.Clip;
import io.posestream.flink.metrics.EnumCounters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.dropwizard.metrics.DropwizardHistogramWrapper;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** What the inference operator reports. */
final class InferenceMetrics {
  private static final int REMEMBERED_BATCHES = 1024;

  private final EnumCounters<Scope> clips;
  private final EnumCounters<Scope> gated;
  private final EnumCounters<Scope> unpictured;
  private final EnumCounters<Scope> secondLooks;
  private final MetricGroup group;
  private final Map<String, Counter> leftOut = new HashMap<>();
  private final Counter unreadablePictures;
  private final EnumCounters<Scope> shed;
  private final Counter windowsShed;
  private final Counter shadowed;
  private final Counter shadowAgreed;
  private final Counter modelFailures;
  private final Counter batches;
  private final Counter crowds;
  private final Histogram batchSize;
  private final Histogram batchMicros;

  InferenceMetrics(MetricGroup root) {
    group = root.addGroup("posestream");
    clips = new EnumCounters<>(group, "scope", "clipsScored", Scope.class);
    gated = new EnumCounters<>(group, "scope", "clipsGated", Scope.class);
    unpictured = new EnumCounters<>(group, "scope", "clipsWithoutPictures", Scope.class);
    secondLooks = new EnumCounters<>(group, "scope", "secondLooks", Scope.class);
    unreadablePictures = group.counter("picturesUnreadable");
    shed = new EnumCounters<>(group, "scope", "clipsShed", Scope.class);
    windowsShed = group.counter("windowsShed");
    shadowed = group.counter("clipsShadowed");
    shadowAgreed = group.counter("clipsShadowAgreed");
    modelFailures = group.counter("modelFailures");
    batches = group.counter("batchesScored");
    crowds = group.counter("crowdsScored");
    batchSize = group.histogram("batchSize", histogram());
    batchMicros = group.histogram("batchMicros", histogram());
  }

  private static Histogram histogram() {
    return new DropwizardHistogramWrapper(
        new com.codahale.metrics.Histogram(new SlidingWindowReservoir(REMEMBERED_BATCHES)));
  }

  void gated(Clip clip) {
    gated.inc(clip.subject().scope());
  }

  /** Counts a clip that is not scored, for its model needs pictures and it has none. */
  void unpictured(Clip clip) {
    unpictured.inc(clip.subject().scope());
  }

  /** Counts a picture that cannot be decoded. */
  void unreadablePicture() {
    unreadablePictures.inc();
  }

  /** Counts clips of one window that are not scored. */
  void shed(List<Clip> clips, LoadShedder.Verdict verdict) {
    clips.forEach(clip -> shed.inc(clip.subject().scope()));
    if (verdict == LoadShedder.Verdict.WINDOW_DROPPED) {
      windowsShed.inc();
    }
  }

  /** Counts an answer given in shadow, and whether it calls the clip what the other called it. */
  void shadowed(ClipScores answer, ClipScores shadow) {
    shadowed.inc();
    if (answer.byClass().best() == shadow.byClass().best()) {
      shadowAgreed.inc();
    }
  }

  /** Counts a model that cannot be used. */
  void modelFailed() {
    modelFailures.inc();
  }

  /** Counts clips that were scored again. */
  void lookedAgain(List<Clip> clips) {
    clips.forEach(clip -> secondLooks.inc(clip.subject().scope()));
  }

  /** Counts those of a window in whom something was seen and for whom no look was left. */
  void leftOut(String camera, int number) {
    if (number > 0) {
      leftOut
          .computeIfAbsent(
              camera, first -> group.addGroup("camera", first).counter("secondLooksLeftOut"))
          .inc(number);
    }
  }

  /** Counts crowds that were answered, each in one run. */
  void crowdsScored(int number) {
    crowds.inc(number);
  }

  void scored(List<Clip> batch, long nanos) {
    for (Clip clip : batch) {
      clips.inc(clip.subject().scope());
    }
    batches.inc();
    batchSize.update(batch.size());
    batchMicros.update(nanos / 1000);
  }
}
