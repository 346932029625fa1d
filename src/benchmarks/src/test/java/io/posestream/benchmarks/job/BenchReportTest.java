package io.posestream.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
  private static final Throughput JOB = new Throughput(50_000, 2_000, 4, 2);
  private static final BenchReport REPORT =
      new BenchReport(
          new Machine("2026-11-26T00:00:00Z", "CPU", 2, 1.5, "17"),
          "m 1, fp32",
          List.of(BenchReport.Intake.of(16, "scene;person", "heap", JOB)),
          List.of(new HotMethods.Method("a.B.c", 0.043)),
          List.of(BenchReport.Saturation.of(16, "scene", JOB, new BareModel.Cost(1.6, 0.8))),
          List.of(
              new BenchReport.Latency(
                  16,
                  "exactly-once",
                  10,
                  400,
                  40,
                  0.5,
                  7,
                  new Quantiles(2_400, 5_000, 9_500, 9_900),
                  new Quantiles(0, Double.NaN, Double.NaN, Double.NaN))),
          BenchReport.Persons.of(
              List.of(new BareModel.Crowd(1, 0.1, 8), new BareModel.Crowd(50, 1, 10))));

  @Test
  void statesFramesByProcessorTime() {
    assertThat(JOB.framesPerSecond()).isEqualTo(12_500);
    assertThat(JOB.framesPerCoreSecond()).isEqualTo(25_000);
    assertThat(REPORT.intake().get(0).camerasPerCore()).isCloseTo(833.3, within(0.1));
  }

  @Test
  void statesWhatTheJobAddsToTheBareModel() {
    BenchReport.Saturation row = REPORT.saturation().get(0);

    assertThat(row.overhead()).isCloseTo(0.25, within(1e-9));
    assertThat(row.cpuOverhead()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void statesCrowdsAgainstTheFirst() {
    assertThat(REPORT.persons()).extracting(BenchReport.Persons::ratio).containsExactly(1.0, 1.25);
  }

  @Test
  void aimsAtACheckpointOnlyWhereOneIsWaitedFor() {
    BenchReport.Latency waits = REPORT.latency().get(0);
    BenchReport.Latency doesNot =
        new BenchReport.Latency(
            16, "at-least-once", 10, 400, 40, 0.5, 7, waits.scores(), waits.events());

    assertThat(waits.aimMillis(20)).isEqualTo(10_034);
    assertThat(doesNot.aimMillis(20)).isEqualTo(34);
  }

  @Test
  void printsEveryRow() {
    assertThat(ReportTables.of(REPORT))
        .contains(" 25,000 |", " a.B.c |", " 4.3 % |", "+25 %", "| 9,900 |", "1.25 |", " - |")
        .doesNotContain("NaN");
  }

  @Test
  void writesRatiosAsJson() {
    ObjectNode tree = ReportJson.tree(REPORT);

    assertThat(tree.at("/intake/0/frames_per_core_second").asDouble()).isEqualTo(25_000);
    assertThat(tree.at("/saturation/0/cpu_overhead").asDouble()).isCloseTo(0.25, within(1e-9));
    assertThat(tree.at("/latency/0/scores/p99").asDouble()).isEqualTo(9_900);
    assertThat(tree.at("/persons/1/ratio").asDouble()).isEqualTo(1.25);
  }

  @Test
  void drawsPictures(@TempDir Path folder) throws IOException {
    List<Path> files = ReportPlots.write(REPORT, folder);

    assertThat(files).hasSize(4);
    for (Path file : files) {
      BufferedImage image = ImageIO.read(file.toFile());
      assertThat(image.getWidth()).isEqualTo(1000);
    }
  }

  @Test
  void choosesStridesThatGiveTheWantedLoad() {
    assertThat(JobBenchmark.strideMillis(16, 50)).isEqualTo(320);
    assertThat(JobBenchmark.strideMillis(1, 50)).isEqualTo(40);
    assertThat(JobBenchmark.strideMillis(128, 50)).isEqualTo(2_560);
  }
}
