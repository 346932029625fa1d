package io.posestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPipelineTest {
  private static final String CHECKPOINTS = "flink.execution.checkpointing.dir";
  private static final String RESTART = "flink.restart-strategy.type";

  @Test
  void keepsCheckpointsInFilesAndDoesNotTryAFailedJobAgain(@TempDir Path folder) {
    assertThat(DemoPipeline.settings(Map.of(), folder))
        .containsEntry(CHECKPOINTS, folder.toUri().toString())
        .containsEntry(RESTART, "none");
  }

  @Test
  void theUsersSettingsGoBeforeTheDemos(@TempDir Path folder) {
    Map<String, String> chosen = Map.of(CHECKPOINTS, "file:///elsewhere", RESTART, "fixed-delay");

    assertThat(DemoPipeline.settings(chosen, folder)).containsAllEntriesOf(chosen);
  }
}
