package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.formats.recording.Recording;
import io.posestream.job.kafka.FrameSource.Extent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job that has ended leaves no client behind, whose thread would keep its class loader. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(TestServers.class)
class OpenClientsITCase {
  private static final Path RECORDING =
      Path.of("../src/cli/src/main/recordings/simulated.jsonl.gz");

  @Test
  void closesTheAdminClientsOfItsSinks() throws Exception {
    JobTopics topics = JobTopics.of("closing", "hashmap");
    List<Recording.Line> lines = new ArrayList<>();
    try (Recording recording = Recording.open(RECORDING)) {
      recording.forEach(lines::add);
    }
    topics.send(lines.subList(0, 100));
    List<String> before = adminThreads();
    topics.submit(1, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

    assertThat(adminThreads()).hasSameSizeAs(before);
  }

  // A closed client's thread ends a moment later.
  private static List<String> adminThreads() throws InterruptedException {
    TimeUnit.SECONDS.sleep(2);
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("kafka-admin-client-thread"))
        .toList();
  }
}
