package io.posestream.job;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ModelDescription;
import io.posestream.flink.inference.ActionModelFactory;
import io.posestream.job.config.JobSettings;
import io.posestream.onnx.Bundle;
import io.posestream.onnx.OnnxActionModel;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;

/** Opens a bundle with ONNX Runtime, on each TaskManager from its own disk. */
final class OnnxModelFactory implements ActionModelFactory {
  private static final long serialVersionUID = 1L;

  private final String bundle;
  private final Configuration config;

  OnnxModelFactory(Path bundle, Configuration config) {
    this.bundle = bundle.toString();
    this.config = config;
  }

  @Override
  public ModelDescription describe() {
    return Bundle.read(Path.of(bundle)).description();
  }

  @Override
  public ActionModel open() {
    return OnnxActionModel.open(Bundle.read(Path.of(bundle)), JobSettings.of(config).onnx());
  }
}
