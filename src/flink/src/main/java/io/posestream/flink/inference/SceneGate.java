package io.posestream.flink.inference;

import io.posestream.core.model.Probabilities;
import io.posestream.core.window.Clip;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets the clips of persons and pairs pass only if the scene of their window shows anything.
 *
 * <p>A scene's clip leaves the assembler just before those of its persons and pairs, so its answer
 * is at hand when theirs are due. Where it is not, because a failure cut a window's clips apart
 * while an unaligned checkpoint held them in flight, they pass: a run too many, no answer too few.
 * Each camera's newest answer is remembered, up to a bound. Owned by one operator, not thread-safe.
 */
final class SceneGate {
  private static final int REMEMBERED_CAMERAS = 16_384;

  private final double minScore;
  private final Map<String, Verdict> verdicts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verdict> eldest) {
          return size() > REMEMBERED_CAMERAS;
        }
      };

  private record Verdict(long windowEndMillis, boolean passes) {}

  /**
   * Creates a gate.
   *
   * @param minScore probability, in 0..1, of anything but the reject label; 0 lets all pass
   */
  SceneGate(double minScore) {
    this.minScore = minScore;
  }

  /** Returns whether every clip passes, so that nothing need be learnt of scenes first. */
  boolean isOpen() {
    return minScore <= 0;
  }

  /** Remembers what a model said of a scene. */
  void learn(ScoredClip scene) {
    String camera = scene.clip().camera();
    verdicts.remove(camera);
    verdicts.put(
        camera, new Verdict(scene.clip().window().endMillis(), ofAnything(scene) >= minScore));
  }

  private static double ofAnything(ScoredClip scene) {
    Probabilities probabilities = scene.scores().byClass();
    int reject =
        scene
            .served()
            .model()
            .description()
            .rejectLabel()
            .map(scene.served().labels()::indexOf)
            .orElse(-1);
    double sum = 0;
    for (int label = 0; label < probabilities.size(); label++) {
      sum += label == reject ? 0 : probabilities.of(label);
    }
    return sum;
  }

  /** Returns whether the clip of a person or a pair is to be scored. */
  boolean passes(Clip clip) {
    Verdict verdict = verdicts.get(clip.subject().camera());
    return verdict == null
        || verdict.windowEndMillis != clip.window().endMillis()
        || verdict.passes;
  }
}
