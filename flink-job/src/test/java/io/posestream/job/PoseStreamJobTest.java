package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.ZoneOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoseStreamJobTest {
  @Test
  void opensItsModelWhereTheZonesFileIsMissing(@TempDir Path folder) throws Exception {
    Path zones = Files.writeString(folder.resolve("zones.yaml"), "cameras: {}\n");
    PoseStreamJob job =
        new PoseStreamJob(
            JobConfigFile.of(
                Map.of(
                    ZoneOptions.FILE.key(), zones.toString(),
                    InferenceOptions.DEVICE.key(), "cpu",
                    InferenceOptions.MODEL.key(), "../models/actions-slim")));
    Files.delete(zones);

    // As on a TaskManager, which has the bundle but not what only the client reads.
    ActionModelFactory there = InstantiationUtil.clone(job.model());

    try (ActionModel model = there.open()) {
      assertThat(model.description().name()).isEqualTo("actions-slim");
    }
  }
}
