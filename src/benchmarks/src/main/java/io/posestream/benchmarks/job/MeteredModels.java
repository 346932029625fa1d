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
 * @param bundle folder of the bundle that is described, and run if it is to cost what it costs
 * @param cost whether the network is run
 * @param run under whose name {@link ModelMeter} counts
 */
record MeteredModels(String bundle, Cost cost, String run) implements ActionModelFactory {
  /** What an answer costs. */
  enum Cost {
    /** Nothing: it is ready. */
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
