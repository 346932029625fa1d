package io.posestream.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.evaluation.measure.EvaluationReport;
import io.posestream.formats.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  @Test
  void writesEveryFigureOfALabel() throws IOException {
    JsonNode report = tree(Reports.SMALL);

    assertThat(report.get("labels").get(0))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"label":"fall","truths":1,"events":2,"matched":1,"missed":0,"duplicates":1,
                "false_alarms":0,"precision":0.5,"recall":1.0,"f1":0.6666666666666666,
                "start_error_ms":{"pairs":1,"mean":100.0,"mean_abs":100.0,"median":100.0},
                "end_error_ms":{"pairs":1,"mean":500.0,"mean_abs":500.0,"median":500.0},
                "alarms_per_hour":4.0,"false_alarms_per_hour":0.0}
                """));
  }

  @Test
  void writesTotalsAndWhatTheyRestOn() throws IOException {
    JsonNode report = tree(Reports.SMALL);

    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly(
            "min_overlap", "scope", "labels_asked_for", "camera_hours", "labels", "micro", "macro");
    assertThat(report.get("min_overlap").doubleValue()).isEqualTo(0.3);
    assertThat(report.get("scope").textValue()).isEqualTo("any");
    assertThat(report.get("camera_hours").doubleValue()).isEqualTo(0.5);
    assertThat(report.get("micro").get("false_alarms_per_hour").doubleValue()).isEqualTo(2);
    assertThat(report.get("macro").get("recall").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void writesNullForAFigureThatDoesNotExist() throws IOException {
    JsonNode run = tree(Reports.SMALL).get("labels").get(1);

    assertThat(run.get("label").textValue()).isEqualTo("run");
    assertThat(run.get("precision").doubleValue()).isZero();
    assertThat(run.get("recall").isNull()).isTrue();
    assertThat(run.get("start_error_ms").isNull()).isTrue();
  }

  @Test
  void writesAnEmptyReport() throws IOException {
    JsonNode report = tree(Reports.EMPTY);

    assertThat(report.get("labels")).isEmpty();
    assertThat(report.get("micro").get("f1").isNull()).isTrue();
    assertThat(report.get("micro").get("alarms_per_hour").isNull()).isTrue();
    assertThat(report.get("macro").get("f1").isNull()).isTrue();
  }

  private static JsonNode tree(EvaluationReport report) throws IOException {
    String line = ReportJson.line(report);
    assertThat(line).doesNotContain("\n");
    return Json.MAPPER.readTree(line);
  }
}
