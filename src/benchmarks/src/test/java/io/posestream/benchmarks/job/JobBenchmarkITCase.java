package io.posestream.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JobBenchmarkITCase {
  private static final BenchPlan TINY =
      new BenchPlan(
          List.of(2),
          2_000,
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          2);

  @Test
  @Timeout(300)
  void measuresEverythingOnce() throws IOException {
    List<String> steps = new ArrayList<>();

    BenchReport report =
        new JobBenchmark("../../models/actions-slim", TINY, Map.of(), steps::add).run();

    assertThat(steps).hasSize(TINY.steps());
    assertThat(report.intake()).hasSize(3);
    assertThat(report.saturation()).hasSize(2);
    assertThat(report.latency())
        .extracting(BenchReport.Latency::delivery)
        .containsExactly("exactly-once", "at-least-once");
    assertThat(report.latency()).allMatch(row -> row.scores().count() > 0);
    assertThat(report.latency()).allMatch(row -> row.events().count() > 0);
    assertThat(report.persons()).hasSize(BenchPlan.CROWDS.size());
    assertThat(report.hottest()).isNotEmpty();
  }
}
