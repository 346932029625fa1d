package io.posestream.onnx.session;

import io.posestream.core.heatmap.CropQuadruple;
import io.posestream.core.heatmap.ViewAverage;
import io.posestream.core.model.ClassActivation;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the members of a model answer to the clips of one call.
 *
 * <p>Mutable: used by one thread.
 */
final class Answers {
  private final List<List<ClipScores>> byClip = new ArrayList<>();
  private final Map<Integer, CropQuadruple> covered = new HashMap<>();

  /** Creates an empty record of answers to so many clips. */
  Answers(int clips) {
    for (int i = 0; i < clips; i++) {
      byClip.add(new ArrayList<>());
    }
  }

  /** Keeps which part of the image a clip's maps lie over; every way of painting crops alike. */
  void cover(int clip, CropQuadruple part) {
    covered.putIfAbsent(clip, part);
  }

  /** Adds the answers of one member to some clips, in order. */
  void add(List<Integer> clips, List<ClipScores> answers) {
    for (int i = 0; i < clips.size(); i++) {
      byClip.get(clips.get(i)).add(answers.get(i));
    }
  }

  /**
   * Returns the mean of the members' answers to each clip, with the map of the first.
   *
   * @param model for the message
   * @throws IllegalArgumentException if nobody answered a clip
   */
  List<ClipScores> means(ModelDescription model) {
    List<ClipScores> means = new ArrayList<>(byClip.size());
    for (int i = 0; i < byClip.size(); i++) {
      if (byClip.get(i).isEmpty()) {
        throw new IllegalArgumentException(
            "expected clips with pictures for model %s, got clip %d without"
                .formatted(model.name(), i));
      }
      means.add(mean(byClip.get(i), covered.getOrDefault(i, CropQuadruple.WHOLE)));
    }
    return means;
  }

  private static ClipScores mean(List<ClipScores> answers, CropQuadruple part) {
    Optional<ClassActivation> map = answers.get(0).activation();
    return new ClipScores(
        ViewAverage.mean(answers.stream().map(ClipScores::probabilities).toList()),
        map.map(any -> any.covering(part)).orElse(null));
  }
}
