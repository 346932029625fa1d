package io.posestream.benchmarks.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a report as JSON: its records, and the ratios of their figures. */
final class ReportJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ReportJson() {}

  static ObjectNode tree(BenchReport report) {
    ObjectNode tree = MAPPER.valueToTree(report);
    for (int i = 0; i < report.intake().size(); i++) {
      ((ObjectNode) tree.get("intake").get(i))
          .put("cameras_per_core", report.intake().get(i).camerasPerCore());
    }
    for (int i = 0; i < report.saturation().size(); i++) {
      BenchReport.Saturation row = report.saturation().get(i);
      ((ObjectNode) tree.get("saturation").get(i))
          .put("overhead", row.overhead())
          .put("cpu_overhead", row.cpuOverhead());
    }
    return tree;
  }

  static void write(BenchReport report, Path file) throws IOException {
    MAPPER.writeValue(file.toFile(), tree(report));
  }
}
