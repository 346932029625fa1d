package io.posestream.benchmarks.job;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.PoseSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model that reports an action with certainty in every even take and none in every odd take, and
 * takes as long as a real model.
 *
 * <p>Every window therefore starts or ends an action, and gives an event whose way to Kafka can be
 * timed.
 */
final class MeteredModel implements ActionModel {
  private final ModelDescription description;
  private final Optional<ActionModel> network;
  private final ModelMeter meter;
  private final ClipScores something;
  private final ClipScores nothing;

  MeteredModel(ModelDescription description, Optional<ActionModel> network, ModelMeter meter) {
    this.description = description;
    this.network = network;
    this.meter = meter;
    something = certainOf(action(description));
    nothing =
        certainOf(description.rejectLabel().map(description.labelNames()::indexOf).orElse(-1));
  }

  private static int action(ModelDescription description) {
    for (int i = 0; i < description.labels().size(); i++) {
      boolean rejected =
          description.rejectLabel().equals(Optional.of(description.labelNames().get(i)));
      if (!rejected && description.labels().get(i).scopes().contains(Scope.SCENE)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "expected a bundle with a label for scenes, got %s with %s"
            .formatted(description.name(), description.labels()));
  }

  private ClipScores certainOf(int label) {
    float[] probabilities = new float[description.labels().size()];
    if (label >= 0) {
      probabilities[label] = 1;
    }
    return new ClipScores(probabilities, null);
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public List<ClipScores> score(List<PoseSequence> clips) {
    long start = System.nanoTime();
    network.ifPresent(open -> open.score(clips));
    List<ClipScores> answers = new ArrayList<>(clips.size());
    for (PoseSequence clip : clips) {
      answers.add(clip.width() == CameraFrames.EVEN_WIDTH ? something : nothing);
    }
    meter.scored(clips.size(), System.nanoTime() - start);
    return answers;
  }

  @Override
  public boolean gainsFromBatches() {
    return network.map(ActionModel::gainsFromBatches).orElse(false);
  }

  @Override
  public void close() {
    network.ifPresent(ActionModel::close);
  }
}
