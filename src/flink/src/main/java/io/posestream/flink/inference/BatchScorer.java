package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription.PictureNeed;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.model.PicturedPoses;
import io.posestream.core.model.Scope;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import io.posestream.core.window.CrowdClip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Scores batches of clips, those of each scope with the scope's own model.
 *
 * <p>Behind a scene gate a batch takes two steps: the scenes first, then the persons and pairs
 * whose scene showed anything.
 *
 * <p>Mutable: owned by one operator and used by its thread alone.
 */
final class BatchScorer {
  private final ServingModels models;
  private final InferenceMetrics metrics;
  private final SceneGate gate;
  private final SecondLookRuns secondLooks;
  // By the clip, the same object.
  private final Map<Clip, CrowdRuns.Place> crowds = new IdentityHashMap<>();
  private final PictureDecoder decoder;
  // Those of the batch that lack what their model needs.
  private final Set<Clip> unpictured = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Creates a scorer.
   *
   * @param models answer the clips
   * @param metrics take what is done
   * @param policy which clips are scored, and which again
   */
  BatchScorer(ServingModels models, InferenceMetrics metrics, InferencePolicy policy) {
    this.models = models;
    this.metrics = metrics;
    decoder = policy.pictureDecoder();
    gate = new SceneGate(policy.sceneScore());
    secondLooks = new SecondLookRuns(models, policy.secondLooks(), metrics);
  }

  /**
   * Scores clips.
   *
   * @return the answers by clip, the same object; none for clips that the gate holds back
   */
  Map<Clip, ScoredClip> score(List<Clip> clips) {
    Map<Clip, ScoredClip> answers = new IdentityHashMap<>();
    if (gate.isOpen()) {
      score(clips, clip -> true, answers);
    } else {
      score(clips, BatchScorer::isScene, answers);
      clips.stream().map(answers::get).filter(Objects::nonNull).forEach(gate::learn);
      score(clips, clip -> !isScene(clip) && gate.passes(clip), answers);
    }
    return answers;
  }

  private static boolean isScene(Clip clip) {
    return clip.subject().scope() == Scope.SCENE;
  }

  private void score(List<Clip> clips, Predicate<Clip> wanted, Map<Clip, ScoredClip> answers) {
    byModel(clips.stream().filter(wanted).toList(), clip -> Optional.of(modelOf(clip)))
        .forEach((served, its) -> serve(served, its, answers));
  }

  // Whoever is in no crowd gets at once the clip that a second look would be.
  private ServedModel modelOf(Clip clip) {
    ServedModel served = models.of(clip);
    return served.answersEach() && !crowds.containsKey(clip)
        ? models.secondLookAt(clip).orElse(served)
        : served;
  }

  private void serve(ServedModel served, List<Clip> clips, Map<Clip, ScoredClip> answers) {
    run(served, clips, answers);
    if (served.answersEach()) {
      secondLooks.improve(served, clips, crowds, answers);
    }
  }

  /** Returns clips by the model that is to score each, in order; those without one are left out. */
  static Map<ServedModel, List<Clip>> byModel(
      Collection<Clip> clips, Function<Clip, Optional<ServedModel>> modelOf) {
    Map<ServedModel, List<Clip>> byModel = new LinkedHashMap<>();
    for (Clip clip : clips) {
      modelOf
          .apply(clip)
          .ifPresent(model -> byModel.computeIfAbsent(model, first -> new ArrayList<>()).add(clip));
    }
    return byModel;
  }

  private void run(ServedModel served, List<Clip> clips, Map<Clip, ScoredClip> answers) {
    long start = System.nanoTime();
    ClipPictures pictures = new ClipPictures(decoder, metrics);
    List<ScoredClip> scored = run(served, clips, pictures);
    if (!scored.isEmpty()) {
      metrics.scored(scored.stream().map(ScoredClip::clip).toList(), System.nanoTime() - start);
    }
    scored.forEach(answer -> answers.put(answer.clip(), answer));
  }

  private List<ScoredClip> run(ServedModel served, List<Clip> clips, ClipPictures pictures) {
    return served.answersEach() ? runOfCrowds(served, clips) : runOfClips(served, clips, pictures);
  }

  private List<ScoredClip> runOfClips(ServedModel served, List<Clip> clips, ClipPictures pictures) {
    PictureNeed need = served.model().description().pictures();
    List<Clip> usable = new ArrayList<>(clips.size());
    List<PicturedPoses> shown = new ArrayList<>(clips.size());
    for (Clip clip : clips) {
      PicturedPoses each =
          need == PictureNeed.NONE ? PicturedPoses.without(clip.poses()) : pictures.of(clip);
      if (need == PictureNeed.REQUIRED && each.pictures().isEmpty()) {
        unpictured.add(clip);
      } else {
        usable.add(clip);
        shown.add(each);
      }
    }
    return scored(served, usable, served.model().scorePictured(shown));
  }

  /** Returns clips with their answers, in order. */
  static List<ScoredClip> scored(ServedModel served, List<Clip> clips, List<ClipScores> scores) {
    List<ScoredClip> scored = new ArrayList<>(clips.size());
    for (int i = 0; i < clips.size(); i++) {
      scored.add(new ScoredClip(clips.get(i), served, scores.get(i)));
    }
    return scored;
  }

  private List<ScoredClip> runOfCrowds(ServedModel served, List<Clip> clips) {
    CrowdRuns runs = CrowdRuns.of(clips, crowds);
    metrics.crowdsScored(runs.crowds().size());
    return runs.scored(served, clips, served.model().scoreCrowds(runs.crowds()));
  }

  /**
   * Remembers which clips are parts of a crowd, so that a model that answers all of them in one run
   * is asked once.
   */
  void expect(CrowdClip crowd, List<Clip> parts) {
    for (int i = 0; i < parts.size(); i++) {
      crowds.put(parts.get(i), new CrowdRuns.Place(crowd, crowd.parts().get(i)));
    }
  }

  /** Forgets all crowds. */
  void forgetCrowds() {
    crowds.clear();
  }

  /** Counts a clip that got no answer, by why. */
  void missed(Clip clip) {
    if (unpictured.remove(clip)) {
      metrics.unpictured(clip);
    } else {
      metrics.gated(clip);
    }
  }

  /**
   * Scores clips again with the models that run in shadow, where there are any. A model that fails
   * there is not asked again; the job goes on.
   *
   * @param clips in order
   * @param answers of the models that serve; clips without one are left out
   * @param out takes the answers in shadow
   */
  void scoreInShadow(List<Clip> clips, Map<Clip, ScoredClip> answers, Consumer<WindowScores> out) {
    byModel(clips.stream().filter(answers::containsKey).toList(), models::shadowOf)
        .forEach(
            (served, its) -> {
              try {
                run(served, its, new ClipPictures(decoder, metrics))
                    .forEach(shadow -> compare(shadow, answers, out));
              } catch (ModelFailedException e) {
                models.shadowFailed(served, e);
              }
            });
  }

  private void compare(
      ScoredClip shadow, Map<Clip, ScoredClip> answers, Consumer<WindowScores> out) {
    ScoredClip answer = requireNonNull(answers.get(shadow.clip()));
    metrics.shadowed(answer.scores(), shadow.scores());
    out.accept(shadow.answer());
  }
}
