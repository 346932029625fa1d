package io.posestream.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTableTest {
  @Test
  void hasALineForEachLabelAndForAll() {
    List<String> lines = words(ReportTable.lines(Reports.SMALL));

    assertThat(lines)
        .containsExactly(
            "START ERROR, ms END ERROR, ms PER CAMERA-HOUR",
            "LABEL TRUTHS EVENTS MATCHED MISSED DUPLICATES FALSE PRECISION RECALL F1"
                + " MEAN ABS MEDIAN MEAN ABS MEDIAN ALARMS FALSE",
            "fall 1 2 1 0 1 0 0.50 1.00 0.67 +100 100 +100 +500 500 +500 4.00 0.00",
            "run 0 1 0 0 0 1 0.00 - 0.00 - - - - - - 2.00 2.00",
            "wave 1 0 0 1 0 0 - 0.00 0.00 - - - - - - 0.00 0.00",
            "all (micro) 2 3 1 1 1 1 0.33 0.50 0.40 +100 100 +100 +500 500 +500 6.00 2.00",
            "mean (macro) 0.25 0.50 0.22");
  }

  @Test
  void standsInColumns() {
    List<String> lines = ReportTable.lines(Reports.SMALL);

    assertThat(lines.subList(0, lines.size() - 1))
        .extracting(String::length)
        .containsOnly(lines.get(0).length());
  }

  @Test
  void showsNothingButTotalsWithoutLabels() {
    assertThat(words(ReportTable.lines(Reports.EMPTY)).subList(2, 4))
        .containsExactly("all (micro) 0 0 0 0 0 0 - - - - - - - - - - -", "mean (macro) - - -");
  }

  private static List<String> words(List<String> lines) {
    return lines.stream().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }
}
