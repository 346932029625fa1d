package io.posestream.job;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ModelDescription;
import io.posestream.flink.inference.ActionModelFactory;
import io.posestream.job.config.JobSettings;
import io.posestream.onnx.Bundle;
import io.posestream.onnx.OnnxActionModel;
import org.apache.flink.configuration.Configuration;

/** Opens the configured bundle with ONNX Runtime, on each TaskManager from its own disk. */
final class OnnxModelFactory implements ActionModelFactory {
  private static final long serialVersionUID = 1L;

  private final Configuration config;

  OnnxModelFactory(Configuration config) {
    this.config = config;
  }

  @Override
  public ModelDescription describe() {
    return bundle(JobSettings.of(config)).description();
  }

  @Override
  public ActionModel open() {
    JobSettings settings = JobSettings.of(config);
    return OnnxActionModel.open(bundle(settings), settings.onnx());
  }

  private static Bundle bundle(JobSettings settings) {
    Bundle bundle = Bundle.read(settings.model());
    return settings.precision().map(bundle::withPrecision).orElse(bundle);
  }
}
