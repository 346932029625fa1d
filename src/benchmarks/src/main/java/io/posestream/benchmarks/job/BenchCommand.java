package io.posestream.benchmarks.job;

import io.posestream.benchmarks.estimator.EstimatorBenchCommand;
import io.posestream.benchmarks.estimator.IdsBenchCommand;
import io.posestream.cli.command.PoseStreamCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that measures the whole job on this machine. */
@Command(
    name = "posestream bench",
    description = {
      "Measure the whole job on this machine, with an embedded Kafka and Flink:",
      "frames taken in without inference, clips scored at saturation beside the bare model,",
      "latency at half load, and the cost of a clip by the number of persons in it."
    },
    mixinStandardHelpOptions = true,
    subcommands = {EstimatorBenchCommand.class, IdsBenchCommand.class})
public final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--quick",
      description =
          "Measure one number of cameras only: three minutes instead of a quarter of an hour.")
  private boolean quick;

  @Option(
      names = "--intake",
      description =
          "Measure only the frames taken in without inference, on the heap and on RocksDB in turn;"
              + " prints the table and writes nothing.")
  private boolean intake;

  @Option(
      names = "--checkpoints",
      description =
          "Measure only what the interval between checkpoints costs, on the heap and on RocksDB,"
              + " and how long an event waits; prints two tables and writes nothing.")
  private boolean checkpoints;

  @Option(
      names = "--crowds",
      description =
          "Measure only what a window costs by the people in it: one run for everybody, the same"
              + " with second looks, and clips; prints a table and writes nothing.")
  private boolean crowds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for bench.json and the plots; default demo-output/bench.")
  private @Nullable Path out;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Bundle to use; default models/actions-slim.")
  private @Nullable Path model;

  @Option(
      names = "-D",
      paramLabel = "key=value",
      description = "Overrides a setting of the job, but for those that are measured.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchCommand() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(
        PoseStreamCommand.run(
            new BenchCommand(),
            args,
            new PrintWriter(System.out, true),
            new PrintWriter(System.err, true)));
  }

  @Override
  public Integer call() throws IOException {
    Path bundle = model == null ? home("models/actions-slim") : model;
    if (!Files.isDirectory(bundle)) {
      throw refused("--model", "an existing folder", bundle);
    }
    BenchPlan plan = quick ? BenchPlan.QUICK : BenchPlan.FULL;
    PrintWriter console = spec.commandLine().getOut();
    if (intake) {
      console.println(
          ReportTables.intake(
              new JobBenchmark(bundle.toString(), plan, overrides, step -> {}).intake()));
      return 0;
    }
    if (checkpoints) {
      CheckpointBenchmark.Report report = new CheckpointBenchmark(bundle.toString()).run();
      console.println(ReportTables.checkpoints(report));
      return 0;
    }
    if (crowds) {
      console.println(ReportTables.crowds(new CrowdBenchmark(home("models")).run()));
      return 0;
    }
    Path folder = folder();
    publish(measured(bundle.toString(), plan), folder, console);
    return 0;
  }

  private Path folder() throws IOException {
    Path folder = out == null ? home("demo-output/bench") : out;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw refused("--out", "a folder", folder);
    }
    return Files.createDirectories(folder);
  }

  private static void publish(BenchReport report, Path folder, PrintWriter console)
      throws IOException {
    console.println(ReportTables.of(report));
    Path json = folder.resolve("bench.json");
    ReportJson.write(report, json);
    console.println(json);
    ReportPlots.write(report, folder).forEach(console::println);
  }

  private BenchReport measured(String bundle, BenchPlan plan) throws IOException {
    // Java cannot tell whether stderr is a terminal; the launcher can.
    if (!Boolean.getBoolean("posestream.stderr-is-terminal")) {
      return new JobBenchmark(bundle, plan, overrides, step -> {}).run();
    }
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("bench")
            .setInitialMax(plan.steps())
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .clearDisplayOnFinish()
            .build()) {
      return new JobBenchmark(bundle, plan, overrides, new BarSteps(bar)::next).run();
    }
  }

  /** Advances a progress bar at each step. */
  private static final class BarSteps {
    private final ProgressBar bar;
    private boolean started;

    BarSteps(ProgressBar bar) {
      this.bar = bar;
    }

    void next(String step) {
      if (started) {
        bar.step();
      }
      started = true;
      bar.setExtraMessage(step);
    }
  }

  private static Path home(String path) {
    return Path.of(System.getProperty("posestream.home", ".")).resolve(path).normalize();
  }

  private ParameterException refused(String argument, String expected, Object found) {
    return new ParameterException(
        spec.commandLine(), "%s: expected %s, got '%s'".formatted(argument, expected, found));
  }
}
