package io.posestream.flink.inference;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.Heads;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.score.ActivationReader;
import io.posestream.core.score.HeadReader;
import java.util.List;

/**
 * A model that is open, with the readers of its answers.
 *
 * @param model answers clips
 * @param activations tells by class activation maps whom the model saw
 * @param heads tells by the answers to persons and pairs
 * @param labels of the model, in output order
 */
record ServedModel(
    ActionModel model, ActivationReader activations, HeadReader heads, List<String> labels)
    implements AutoCloseable {
  static ServedModel open(ActionModelFactory factory) {
    ActionModel model = factory.open();
    ModelDescription description = model.description();
    return new ServedModel(
        model,
        new ActivationReader(description),
        new HeadReader(description),
        description.labelNames());
  }

  /** Returns whether one run answers each person and pair of a scene. */
  boolean answersEach() {
    return model.description().heads() == Heads.EACH;
  }

  @Override
  public void close() {
    model.close();
  }
}
