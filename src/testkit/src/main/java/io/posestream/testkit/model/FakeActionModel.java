package io.posestream.testkit.model;

import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * An action model that looks at the keypoints themselves.
 *
 * <p>It knows three labels. {@code fall} is the share of frames in which somebody lies, {@code
 * wave} the share in which somebody's wrist is above their head, {@code other} the rest; of several
 * persons the one with the most counts. The same clip always gets the same scores.
 *
 * <p>Thread-safe. Every call is counted in {@link ModelCalls}.
 */
public final class FakeActionModel implements ActionModel {
  /** Index of {@code fall}. */
  public static final int FALL = 0;

  /** Index of {@code wave}. */
  public static final int WAVE = 1;

  /** Index of {@code other}, the reject label. */
  public static final int OTHER = 2;

  private static final Set<Scope> ALL_SCOPES = Set.of(Scope.SCENE, Scope.PERSON, Scope.PAIR);

  private final FakeModelFactory settings;
  private final ModelCalls calls;
  private final ModelDescription description;
  private final AtomicBoolean closed = new AtomicBoolean();

  FakeActionModel(FakeModelFactory settings) {
    this.settings = settings;
    this.calls = settings.calls();
    this.description = settings.describe();
    calls.countOpen();
  }

  /** Opens a model for clips of 16 frames; see {@link FakeModelFactory} for more. */
  public static FakeActionModel named(String name) {
    return FakeModelFactory.named(name).open();
  }

  static ModelDescription describe(FakeModelFactory settings) {
    return new ModelDescription(
        settings.name(),
        "1.0.0",
        "0".repeat(64),
        "fp32",
        KeypointLayout.COCO17,
        preprocessing(settings.clipLength()),
        List.of(label("fall"), label("wave"), label("other")),
        Optional.of("other"),
        new Thresholds(0.5, 0.3),
        Map.of(),
        ModelDescription.PictureNeed.NONE,
        settings.heads());
  }

  private static ActionLabel label(String name) {
    return new ActionLabel(name, ALL_SCOPES);
  }

  private static Preprocessing preprocessing(int clipLength) {
    return new Preprocessing(
        Dialect.MMACTION2,
        clipLength,
        1,
        Preprocessing.Flip.NONE,
        Compaction.REFERENCE,
        new ResizeRule.Exact(48, 48),
        OptionalInt.empty(),
        0.6,
        1,
        Preprocessing.JointScores.PEAK);
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public List<ClipScores> score(List<PoseSequence> clips) {
    clips.forEach(this::check);
    int call = calls.count(clips.size());
    LockSupport.parkNanos(settings.latency().toNanos());
    if (call == settings.failingCall()) {
      throw new ModelFailedException(
          "call %d of the fake model %s was to fail".formatted(call, settings.name()),
          new IllegalStateException("simulated device failure"));
    }
    List<ClipScores> scores = new ArrayList<>();
    for (PoseSequence clip : clips) {
      scores.add(new ClipScores(probabilities(clip), null));
    }
    return scores;
  }

  private void check(PoseSequence clip) {
    int joints = KeypointLayout.COCO17.joints();
    if (clip.frames() != settings.clipLength() || clip.joints() != joints) {
      throw new IllegalArgumentException(
          "expected clips of %d frames with %d joints, got %d frames with %d joints (model=%s)"
              .formatted(
                  settings.clipLength(), joints, clip.frames(), clip.joints(), settings.name()));
    }
  }

  private static float[] probabilities(PoseSequence clip) {
    float fall = 0;
    float wave = 0;
    for (int person = 0; person < clip.persons(); person++) {
      fall = Math.max(fall, BodyShape.lyingShare(clip, person));
      wave = Math.max(wave, BodyShape.handUpShare(clip, person));
    }
    float[] probabilities = new float[3];
    probabilities[FALL] = fall;
    probabilities[WAVE] = (1 - fall) * wave;
    probabilities[OTHER] = (1 - fall) * (1 - wave);
    return probabilities;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      calls.countClose();
    }
  }
}
