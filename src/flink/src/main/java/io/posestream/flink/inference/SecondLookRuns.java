package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.model.ClipScores;
import io.posestream.core.model.Scope;
import io.posestream.core.model.SecondLooks;
import io.posestream.core.window.Clip;
import io.posestream.core.window.CrowdClip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a clip of their own to those of a crowd in whom the run for everybody saw something.
 *
 * <p>Each crowd has a budget of its own, so that what one window is given depends on nothing but
 * its answers, whatever shares its batch. Mutable: owned by one operator and used by its thread
 * alone.
 */
final class SecondLookRuns {
  private final ServingModels models;
  private final int perWindow;
  private final InferenceMetrics metrics;

  /**
   * Creates the runs.
   *
   * @param models those that look again are among them
   * @param perWindow most clips of a window
   * @param metrics take what is done
   */
  SecondLookRuns(ServingModels models, int perWindow, InferenceMetrics metrics) {
    this.models = models;
    this.perWindow = perWindow;
    this.metrics = metrics;
  }

  /**
   * Replaces answers that a model with heads gave.
   *
   * @param served the model that gave them
   * @param clips it was asked for, in order
   * @param places of those that are parts of a crowd, by the same object; no other gets a look
   * @param answers by clip, the same object; changed
   */
  void improve(
      ServedModel served,
      List<Clip> clips,
      Map<Clip, CrowdRuns.Place> places,
      Map<Clip, ScoredClip> answers) {
    if (perWindow == 0) {
      return;
    }
    SecondLooks looks = new SecondLooks(served.model().description(), perWindow);
    List<Clip> chosen = new ArrayList<>();
    for (List<Clip> parts : byCrowd(clips, places)) {
      chosen.addAll(chosen(looks, parts, answers));
    }
    lookAgain(chosen, answers);
  }

  private Collection<List<Clip>> byCrowd(List<Clip> clips, Map<Clip, CrowdRuns.Place> places) {
    Map<CrowdClip, List<Clip>> found = new IdentityHashMap<>();
    List<List<Clip>> inOrder = new ArrayList<>();
    for (Clip clip : clips) {
      CrowdRuns.Place place = places.get(clip);
      if (place != null && models.secondLookAt(clip).isPresent()) {
        found
            .computeIfAbsent(
                place.crowd(),
                first -> {
                  List<Clip> parts = new ArrayList<>();
                  inOrder.add(parts);
                  return parts;
                })
            .add(clip);
      }
    }
    return inOrder;
  }

  private List<Clip> chosen(SecondLooks looks, List<Clip> parts, Map<Clip, ScoredClip> answers) {
    List<Scope> scopes = parts.stream().map(clip -> clip.subject().scope()).toList();
    List<ClipScores> scores =
        parts.stream().map(clip -> requireNonNull(answers.get(clip)).scores()).toList();
    SecondLooks.Choice choice = looks.among(scopes, scores);
    metrics.leftOut(parts.get(0).camera(), choice.leftOut());
    return choice.chosen().stream().map(parts::get).toList();
  }

  private void lookAgain(List<Clip> chosen, Map<Clip, ScoredClip> answers) {
    BatchScorer.byModel(chosen, models::secondLookAt)
        .forEach(
            (model, clips) -> {
              List<ScoredClip> again = scored(model, clips);
              for (int i = 0; i < clips.size(); i++) {
                answers.put(clips.get(i), again.get(i));
              }
              metrics.lookedAgain(clips);
            });
  }

  // The crowd's frames are those of everybody; a clip of one's own shows those that one is in.
  private static List<ScoredClip> scored(ServedModel model, List<Clip> clips) {
    List<Clip> own =
        clips.stream().map(clip -> clip.withPoses(clip.poses().withoutGaps())).toList();
    return BatchScorer.scored(
        model, own, model.model().score(own.stream().map(Clip::poses).toList()));
  }
}
