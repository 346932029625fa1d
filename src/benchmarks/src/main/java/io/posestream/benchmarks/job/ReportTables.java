package io.posestream.benchmarks.job;

import io.posestream.benchmarks.job.CrowdBenchmark.Design;
import io.posestream.job.config.InferenceOptions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Formats a report as tables for the terminal and for Markdown. */
final class ReportTables {
  private static final double LINGER_MILLIS =
      InferenceOptions.BATCH_LINGER.defaultValue().toMillis();

  private static final TextTable<BenchReport.Intake> INTAKE =
      new TextTable<BenchReport.Intake>()
          .column("cameras", row -> Integer.toString(row.cameras()))
          .column("scopes", row -> row.scopes().replace(";", ", "))
          .column("state", BenchReport.Intake::stateBackend)
          .column("frames/s", row -> number(row.framesPerSecond(), 0))
          .column("frames/s per core", row -> number(row.framesPerCoreSecond(), 0))
          .column("30 fps cameras per core", row -> number(row.camerasPerCore(), 0));
  private static final TextTable<HotMethods.Method> HOTTEST =
      new TextTable<HotMethods.Method>()
          .column("method", HotMethods.Method::method)
          .column("share", row -> number(100 * row.share(), 1) + " %");
  private static final TextTable<BenchReport.Saturation> SATURATION =
      new TextTable<BenchReport.Saturation>()
          .column("cameras", row -> Integer.toString(row.cameras()))
          .column("scopes", row -> row.scopes().replace(";", ", "))
          .column("clips/s", row -> number(row.clipsPerSecond(), 1))
          .column("ms per clip", row -> number(row.millisPerClip(), 2))
          .column("bare ms", row -> number(row.bareMillisPerClip(), 2))
          .column("added", row -> percent(row.overhead()))
          .column("CPU ms per clip", row -> number(row.cpuMillisPerClip(), 2))
          .column("bare CPU ms", row -> number(row.bareCpuMillisPerClip(), 2))
          .column("added CPU", row -> percent(row.cpuOverhead()));
  private static final TextTable<BenchReport.Latency> LATENCY =
      new TextTable<BenchReport.Latency>()
          .column("cameras", row -> Integer.toString(row.cameras()))
          .column("delivery", BenchReport.Latency::delivery)
          .column("checkpoints", row -> number(row.checkpointSeconds(), 1) + " s")
          .column("windows/s", row -> number(row.windowsPerSecond(), 1))
          .column("load", row -> "%.0f %%".formatted(100 * row.load()))
          .column("scores p50", row -> number(row.scores().p50(), 0))
          .column("p95", row -> number(row.scores().p95(), 0))
          .column("p99", row -> number(row.scores().p99(), 0))
          .column("events p50", row -> number(row.events().p50(), 0))
          .column("p95", row -> number(row.events().p95(), 0))
          .column("p99", row -> number(row.events().p99(), 0))
          .column("bare ms", row -> number(row.modelMillis(), 1))
          .column("aim p99", row -> number(row.aimMillis(LINGER_MILLIS), 0));
  private static final TextTable<BenchReport.Persons> PERSONS =
      new TextTable<BenchReport.Persons>()
          .column("persons", row -> Integer.toString(row.persons()))
          .column("heatmaps", row -> number(row.paintMillis(), 2))
          .column("whole clip", row -> number(row.millis(), 2))
          .column("ratio", row -> number(row.ratio(), 2));
  private static final TextTable<CheckpointBenchmark.Taken> TAKEN =
      new TextTable<CheckpointBenchmark.Taken>()
          .column("cameras", row -> Integer.toString(row.cameras()))
          .column("state", CheckpointBenchmark.Taken::stateBackend)
          .column("checkpoints", row -> row.interval().toMillis() / 1000.0 + " s")
          .column("network", row -> network(row.cost()))
          .column("frames/s", row -> number(row.framesPerSecond(), 0))
          .column("against 10 s", row -> percent(row.ofLongest() - 1));
  private static final TextTable<CheckpointBenchmark.Waited> WAITED =
      new TextTable<CheckpointBenchmark.Waited>()
          .column("cameras", row -> Integer.toString(row.cameras()))
          .column("state", CheckpointBenchmark.Waited::stateBackend)
          .column("delivery", CheckpointBenchmark.Waited::delivery)
          .column("checkpoints", row -> row.interval().toMillis() / 1000.0 + " s")
          .column("network", row -> network(row.cost()))
          .column("frame read p50", row -> number(row.frames().p50(), 0))
          .column("p99", row -> number(row.frames().p99(), 0))
          .column("events p50", row -> number(row.events().p50(), 0))
          .column("p95", row -> number(row.events().p95(), 0))
          .column("p99", row -> number(row.events().p99(), 0));
  private static final TextTable<CrowdBenchmark.Row> CROWDS =
      new TextTable<CrowdBenchmark.Row>()
          .column("people", row -> Integer.toString(row.people()))
          .column("answers", row -> number(row.of(Design.CLIPS).answers(), 1))
          .column("one run", row -> cost(row, Design.ONE_RUN))
          .column("with second looks", row -> cost(row, Design.SECOND_LOOKS))
          .column("runs", row -> number(row.of(Design.SECOND_LOOKS).runs(), 1))
          .column("as it ships", row -> cost(row, Design.SHIPPED))
          .column("runs", row -> number(row.of(Design.SHIPPED).runs(), 1))
          .column("clips", row -> cost(row, Design.CLIPS))
          .column("runs", row -> number(row.of(Design.CLIPS).runs(), 1))
          .column("clips of persons alone", row -> cost(row, Design.CLIPS_OF_PERSONS));

  private ReportTables() {}

  static String of(BenchReport report) {
    return String.join(
        "\n",
        heading(report),
        "",
        "Taken in without inference: decode, windows, sampling; %d persons a frame, one slot"
            .formatted(BenchPlan.PERSONS),
        "",
        INTAKE.of(report.intake()),
        "Hottest methods while taking in, by samples of Flight Recorder",
        "",
        HOTTEST.of(report.hottest()),
        "Saturated: cost of a clip, beside that of the bare model in the same run",
        "",
        SATURATION.of(report.saturation()),
        "Half load: from a window's end to what is readable (read_committed), milliseconds",
        "",
        LATENCY.of(report.latency()),
        "The bare model by persons in the clip: minimum of interleaved runs, milliseconds",
        "",
        PERSONS.of(report.persons()));
  }

  static String intake(List<BenchReport.Intake> rows) {
    return INTAKE.of(rows);
  }

  static String crowds(List<CrowdBenchmark.Row> rows) throws IOException {
    return String.join(
        "\n",
        machine(Machine.here()),
        "",
        "A window in the job by the people in it: milliseconds of processor time, without the"
            + " broker",
        "",
        CROWDS.of(rows));
  }

  private static String cost(CrowdBenchmark.Row row, Design design) {
    return number(row.of(design).cpuMillis(), 1);
  }

  private static String network(MeteredModels.Cost cost) {
    return cost == MeteredModels.Cost.NETWORK ? "runs" : "left out";
  }

  static String checkpoints(CheckpointBenchmark.Report report) {
    return String.join(
        "\n",
        "Taken in, exactly-once: mean of %d interleaved runs".formatted(CheckpointBenchmark.ROUNDS),
        "",
        TAKEN.of(report.taken()),
        "%d windows a second: from a window's end to its event (read_committed), milliseconds"
            .formatted(CheckpointBenchmark.WINDOWS_PER_SECOND),
        "",
        WAITED.of(report.waited()));
  }

  private static String heading(BenchReport report) {
    return machine(report.machine()) + "; model " + report.model();
  }

  private static String machine(Machine machine) {
    return "%s; %d cores, load %s at the start; Java %s; %s"
        .formatted(
            machine.processor(),
            machine.cores(),
            number(machine.load(), 1),
            machine.java(),
            machine.date());
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%+.0f %%", 100 * share);
  }
}
