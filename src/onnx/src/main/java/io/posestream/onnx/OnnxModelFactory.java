package io.posestream.onnx;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelDescription;
import io.posestream.onnx.bundle.BundleSource;
import io.posestream.onnx.device.OnnxOptions;

/**
 * Opens a bundle wherever it has travelled to.
 *
 * @param source where the bundle is found
 * @param options how it runs
 */
record OnnxModelFactory(BundleSource source, OnnxOptions options) implements ActionModelFactory {
  private static final long serialVersionUID = 1L;

  @Override
  public ModelDescription describe() {
    return source.read(bundle -> bundle.chosenBy(options).description());
  }

  @Override
  public ActionModel open() {
    return OnnxActionModel.open(source, options);
  }
}
