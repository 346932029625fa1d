package io.posestream.benchmarks.job;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelDescription;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens the models of one run.
 *
 * @param bundle folder of the bundle
 * @param cost whether the network of the bundle runs
 * @param run name of the run, under which {@link ModelMeter} counts
 */
record MeteredModels(String bundle, Cost cost, String run) implements ActionModelFactory {
  /** The cost of an answer. */
  enum Cost {
    /** None: the answer is prepared. */
    NOTHING,
    /** Heatmaps and a run of the network on the CPU. */
    NETWORK
  }

  @Override
  public ModelDescription describe() {
    return Bundle.read(Path.of(bundle)).description();
  }

  @Override
  public ActionModel open() {
    Bundle read = Bundle.read(Path.of(bundle));
    Optional<ActionModel> network =
        cost == Cost.NOTHING
            ? Optional.empty()
            : Optional.of(OnnxActionModel.open(read, OnnxOptions.DEFAULTS.withDevice(Device.CPU)));
    return new MeteredModel(read.description(), network, ModelMeter.of(run));
  }
}
