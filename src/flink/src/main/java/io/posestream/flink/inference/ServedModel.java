package io.posestream.flink.inference;

import io.posestream.core.attribution.ActivationReader;
import io.posestream.core.model.ActionModel;

/**
 * A model that is open, with the reader of its class activation maps.
 *
 * @param model scores clips
 * @param activations tells from the maps whom the model saw
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
