package io.posestream.benchmarks.job;

import io.posestream.job.config.JobOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as tables that read well on a terminal and in Markdown. */
final class ReportTables {
  private ReportTables() {}

  static String of(BenchReport report) {
    Machine machine = report.machine();
    return String.join(
        "\n",
        "%s; %d cores, load %s at the start; Java %s; %s; model %s"
            .formatted(
                machine.processor(),
                machine.cores(),
                number(machine.load(), 1),
                machine.java(),
                machine.date(),
                report.model()),
        "",
        "Taken in without inference: decode, windows, sampling; %d persons a frame, one slot"
            .formatted(BenchPlan.PERSONS),
        "",
        intake(report.intake()),
        "Hottest methods while taking in, by samples of Flight Recorder",
        "",
        hottest(report.hottest()),
        "Saturated: cost of a clip, beside that of the bare model in the same run",
        "",
        saturation(report.saturation()),
        "Half load: from a window's end to what is readable (read_committed), milliseconds",
        "",
        latency(report.latency()),
        "The bare model by persons in the clip: minimum of interleaved runs, milliseconds",
        "",
        persons(report.persons()));
  }

  static String intake(List<BenchReport.Intake> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "cameras",
            "scopes",
            "state",
            "frames/s",
            "frames/s per core",
            "30 fps cameras per core"));
    for (BenchReport.Intake row : rows) {
      table.add(
          List.of(
              Integer.toString(row.cameras()),
              row.scopes().replace(";", ", "),
              row.stateBackend(),
              number(row.framesPerSecond(), 0),
              number(row.framesPerCoreSecond(), 0),
              number(row.camerasPerCore(), 0)));
    }
    return aligned(table);
  }

  private static String hottest(List<HotMethods.Method> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("method", "share"));
    for (HotMethods.Method row : rows) {
      table.add(List.of(row.method(), number(100 * row.share(), 1) + " %"));
    }
    return aligned(table);
  }

  private static String saturation(List<BenchReport.Saturation> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "cameras",
            "scopes",
            "clips/s",
            "ms per clip",
            "bare ms",
            "added",
            "CPU ms per clip",
            "bare CPU ms",
            "added CPU"));
    for (BenchReport.Saturation row : rows) {
      table.add(
          List.of(
              Integer.toString(row.cameras()),
              row.scopes().replace(";", ", "),
              number(row.clipsPerSecond(), 1),
              number(row.millisPerClip(), 2),
              number(row.bareMillisPerClip(), 2),
              percent(row.overhead()),
              number(row.cpuMillisPerClip(), 2),
              number(row.bareCpuMillisPerClip(), 2),
              percent(row.cpuOverhead())));
    }
    return aligned(table);
  }

  private static String latency(List<BenchReport.Latency> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "cameras",
            "delivery",
            "checkpoints",
            "windows/s",
            "load",
            "scores p50",
            "p95",
            "p99",
            "events p50",
            "p95",
            "p99",
            "bare ms",
            "aim p99"));
    double linger = JobOptions.INFERENCE_BATCH_LINGER.defaultValue().toMillis();
    for (BenchReport.Latency row : rows) {
      table.add(
          List.of(
              Integer.toString(row.cameras()),
              row.delivery(),
              number(row.checkpointSeconds(), 0) + " s",
              number(row.windowsPerSecond(), 1),
              "%.0f %%".formatted(100 * row.load()),
              number(row.scores().p50(), 0),
              number(row.scores().p95(), 0),
              number(row.scores().p99(), 0),
              number(row.events().p50(), 0),
              number(row.events().p95(), 0),
              number(row.events().p99(), 0),
              number(row.modelMillis(), 1),
              number(row.aimMillis(linger), 0)));
    }
    return aligned(table);
  }

  private static String persons(List<BenchReport.Persons> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("persons", "heatmaps", "whole clip", "ratio"));
    for (BenchReport.Persons row : rows) {
      table.add(
          List.of(
              Integer.toString(row.persons()),
              number(row.paintMillis(), 2),
              number(row.millis(), 2),
              number(row.ratio(), 2)));
    }
    return aligned(table);
  }

  private static String aligned(List<List<String>> table) {
    int columns = table.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : table) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < table.size(); i++) {
      text.append('|');
      for (int column = 0; column < columns; column++) {
        String cell = table.get(i).get(column);
        text.append(' ').append(" ".repeat(widths[column] - cell.length())).append(cell);
        text.append(" |");
      }
      text.append('\n');
      if (i == 0) {
        text.append('|');
        for (int width : widths) {
          text.append(' ').append("-".repeat(width)).append(" |");
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%+.0f %%", 100 * share);
  }
}
