package io.posestream.benchmarks.job;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the clips that the models of one run scored.
 *
 * <p>It is found by name, because operators share only the JVM with the code that submits them.
 * Thread-safe.
 */
final class ModelMeter {
  private static final Map<String, ModelMeter> BY_RUN = new ConcurrentHashMap<>();

  private final AtomicLong clips = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();

  private ModelMeter() {}

  static ModelMeter of(String run) {
    return BY_RUN.computeIfAbsent(run, unused -> new ModelMeter());
  }

  void scored(int count, long tookNanos) {
    clips.addAndGet(count);
    nanos.addAndGet(tookNanos);
  }

  /** Returns the number of clips. */
  long clips() {
    return clips.get();
  }

  /** Returns the time spent in the models, in nanoseconds. */
  long nanos() {
    return nanos.get();
  }
}
