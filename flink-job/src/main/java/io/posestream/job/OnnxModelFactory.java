package io.posestream.job;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelDescription;
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
    return bundle(JobSettings.of(config)).description();
  }

  @Override
  public ActionModel open() {
    JobSettings settings = JobSettings.of(config);
    return OnnxActionModel.open(bundle(settings), settings.onnx());
  }

  private Bundle bundle(JobSettings settings) {
    Bundle read = Bundle.read(Path.of(bundle));
    return settings.precision().map(read::withPrecision).orElse(read);
  }
}
