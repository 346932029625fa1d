package io.posestream.flink.inference;

import io.posestream.core.model.ClipScores;
import io.posestream.core.model.Crowd;
import io.posestream.core.model.Crowd.Group;
import io.posestream.core.model.Scope;
import io.posestream.core.score.HeadReader.Head;
import io.posestream.core.window.Clip;
import io.posestream.core.window.CrowdClip;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The crowds that clips are parts of, each once; a clip that is part of none is a crowd by itself.
 *
 * @param crowds in the order of their first clips
 * @param places for each clip the number of its crowd, and of its group in that
 */
record CrowdRuns(List<Crowd> crowds, List<int[]> places) {
  /** Which part of which crowd a clip is. */
  record Place(CrowdClip crowd, CrowdClip.Part part) {}

  /**
   * Gathers the crowds of clips.
   *
   * @param clips in order
   * @param places of those that are parts of a crowd, by the same object
   */
  static CrowdRuns of(List<Clip> clips, Map<Clip, Place> places) {
    List<Crowd> crowds = new ArrayList<>();
    List<int[]> found = new ArrayList<>();
    Map<CrowdClip, List<Group>> open = new IdentityHashMap<>();
    Map<CrowdClip, Integer> numbers = new IdentityHashMap<>();
    for (Clip clip : clips) {
      Place place = places.get(clip);
      if (place == null) {
        found.add(new int[] {crowds.size(), 0});
        crowds.add(Crowd.of(clip.subject().scope(), clip.poses()));
        continue;
      }
      List<Group> groups = open.computeIfAbsent(place.crowd, any -> new ArrayList<>());
      Integer number = numbers.computeIfAbsent(place.crowd, any -> crowds.size());
      groups.add(new Group(place.part.subject().scope(), place.part.rows()));
      Crowd crowd = new Crowd(place.crowd.everybody().poses(), groups);
      if (number == crowds.size()) {
        crowds.add(crowd);
      } else {
        crowds.set(number, crowd);
      }
      found.add(new int[] {number, groups.size() - 1});
    }
    return new CrowdRuns(crowds, found);
  }

  /** Returns the clips with their answers, in order; scenes with those to their persons too. */
  List<ScoredClip> scored(ServedModel served, List<Clip> clips, List<List<ClipScores>> answers) {
    List<ScoredClip> scored = new ArrayList<>(clips.size());
    for (int i = 0; i < clips.size(); i++) {
      int crowd = places.get(i)[0];
      List<ClipScores> ofCrowd = answers.get(crowd);
      boolean scene = clips.get(i).subject().scope() == Scope.SCENE;
      List<Head> heads = scene ? heads(crowds.get(crowd), ofCrowd) : List.of();
      scored.add(new ScoredClip(clips.get(i), served, ofCrowd.get(places.get(i)[1]), heads));
    }
    return scored;
  }

  private static List<Head> heads(Crowd crowd, List<ClipScores> answers) {
    List<Head> heads = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Group group = crowd.groups().get(i);
      if (group.scope() != Scope.SCENE) {
        heads.add(new Head(group.scope(), group.rows(), answers.get(i).byClass()));
      }
    }
    return heads;
  }
}
