package io.posestream.flink.inference;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.Heads;
import io.posestream.core.score.ActivationReader;
import java.util.List;

/**
 * A model that is open, with the reader of its class activation maps.
 *
 * @param model answers clips
 * @param activations tells whom the model saw
 * @param labels of the model, in output order
 */
record ServedModel(ActionModel model, ActivationReader activations, List<String> labels)
    implements AutoCloseable {
  static ServedModel open(ActionModelFactory factory) {
    ActionModel model = factory.open();
    return new ServedModel(
        model, new ActivationReader(model.description()), model.description().labelNames());
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
