package io.posestream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobSettings;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class OutputSinksTest {
  private static Properties eventClient(Map<String, String> settings) {
    return new OutputSinks(JobSettings.of(JobConfigFile.of(settings)).kafka()).eventClient();
  }

  @Test
  void sendsEventsWithoutWaitingForOthers() {
    assertThat(eventClient(Map.of())).containsEntry("linger.ms", "0");
  }

  @Test
  void lingersIfTheUserWantsIt() {
    assertThat(eventClient(Map.of("kafka.properties.linger.ms", "7")))
        .containsEntry("linger.ms", "7");
  }
}
