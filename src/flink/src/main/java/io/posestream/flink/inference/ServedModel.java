package io.posestream.flink.inference;

import io.posestream.core.attribution.ActivationReader;
import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;

/**
 * A model that is open, and who reads its class activation maps.
 *
 * @param model answers clips
 * @param activations tells whom the model saw
 */
record ServedModel(ActionModel model, ActivationReader activations) implements AutoCloseable {
  static ServedModel open(ActionModelFactory factory) {
    ActionModel model = factory.open();
    return new ServedModel(model, new ActivationReader(model.description()));
  }

  @Override
  public void close() {
    model.close();
  }
}
