package io.posestream.job.command;

import io.posestream.core.evaluation.ActorReport;
import io.posestream.core.evaluation.EvaluationReport;
import io.posestream.core.evaluation.EvaluationRules;
import io.posestream.core.evaluation.Figures;
import io.posestream.core.evaluation.ObservedTime;
import io.posestream.core.evaluation.PlainDecoder.Joining;
import io.posestream.core.evaluation.TruthInterval;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.job.evaluation.EventFile;
import io.posestream.job.evaluation.RecordedMotion;
import io.posestream.job.evaluation.ReportJson;
import io.posestream.job.evaluation.ReportPlot;
import io.posestream.job.evaluation.ReportTable;
import io.posestream.job.evaluation.ScoreFile;
import io.posestream.job.evaluation.TruthFile;
import io.posestream.onnx.bundle.Bundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells how well events agree with what happened. */
@Command(
    name = "evaluate",
    description = {
      "Compare events with what really happened: precision, recall, start and end error,"
          + " duplicates and alarms per hour, by label.",
      "An event matches a truth of the same camera and action if both overlap by 30 %% of the"
          + " shorter, one to one, with as many matches as there can be. Retracted events do not"
          + " count; one that never ended is taken to last until its camera was last seen in the"
          + " file, and its end is not measured. Duplicates are further events that overlap a"
          + " matched truth as much; they lower precision and are not among the false alarms. Who"
          + " acted does not decide what matches; --recording tells how often it is named first."
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--truth",
      required = true,
      paramLabel = "T.jsonl",
      description = {
        "What happened: JSON lines, optionally gzip, such as",
        "{\"camera\":\"cam\",\"action\":\"fall\",",
        "\"start_ms\":0,\"end_ms\":1500,\"track_ids\":[\"7\"]}"
      })
  private Path truth;

  @Option(
      names = "--events",
      required = true,
      paramLabel = "E.jsonl",
      description = "What demo --events or events --json wrote, optionally gzip.")
  private Path events;

  @Option(names = "--json", description = "Print one line of JSON instead of the table.")
  private boolean json;

  @Option(names = "--plot", paramLabel = "OUT.png", description = "Takes a picture of the report.")
  private @Nullable Path plot;

  @Option(
      names = "--min-overlap",
      paramLabel = "SHARE",
      description = "Least overlap, as a share of the shorter; default ${DEFAULT-VALUE}.")
  private double minOverlap = EvaluationRules.DEFAULTS.minOverlap();

  @Option(
      names = "--hours",
      paramLabel = "H",
      description =
          "Length of the recordings, all cameras together; default: for each camera from the"
              + " first to the last time in both files, which is too short if little happens.")
  private @Nullable Double hours;

  @Option(
      names = "--labels",
      paramLabel = "A,B",
      split = ",",
      description = "Actions to look at; default: all in either file.")
  private Set<String> labels = new LinkedHashSet<>();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "Events to look at: scene, person, pair or any; default ${DEFAULT-VALUE}.")
  private String scope = "any";

  @Option(
      names = "--recording",
      paramLabel = "R.jsonl",
      description =
          "What the events were found in: tells how often the true actor is the first participant,"
              + " beside the largest and the fastest person.")
  private @Nullable Path recording;

  @Option(
      names = "--plain-scores",
      paramLabel = "S.jsonl",
      description =
          "What demo --scores wrote: compares with a plain threshold per window, each window an"
              + " event or adjacent ones joined.")
  private @Nullable Path plainScores;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Bundle whose thresholds and scopes --plain-scores takes.")
  private Path model = Home.defaultModel();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateCommand() {}

  @Override
  public Integer call() throws IOException {
    EvaluationRules rules = rules();
    if (hours != null && !(hours > 0 && hours < Double.POSITIVE_INFINITY)) {
      throw Home.refused(spec, "--hours", "a positive number", hours);
    }
    Home.existingFile(spec, "--truth", truth);
    Home.existingFile(spec, "--events", events);
    if (plot != null) {
      Home.writableFile(spec, "--plot", plot);
    }
    List<TruthInterval> truths = TruthFile.read(truth);
    EventFile detected = EventFile.read(events);
    ObservedTime observed = ObservedTime.of(truths).and(detected.observed());
    EvaluationReport report =
        EvaluationReport.of(
            truths, detected.events(), rules, hours == null ? observed.cameraHours() : hours);
    print(report, detected, actors(report), plain(truths, rules, report.cameraHours()));
    if (plot != null) {
      ReportPlot.write(report, plot);
      if (!json) {
        spec.commandLine().getOut().printf("Plot          %s%n", plot);
      }
    }
    return 0;
  }

  private Optional<ActorReport> actors(EvaluationReport report) throws IOException {
    if (recording == null) {
      return Optional.empty();
    }
    RecordedMotion motion = RecordedMotion.read(Home.existingFile(spec, "--recording", recording));
    return Optional.of(ActorReport.of(report.pairs(), motion::in));
  }

  private Map<String, EvaluationReport> plain(
      List<TruthInterval> truths, EvaluationRules rules, double cameraHours) throws IOException {
    Map<String, EvaluationReport> reports = new LinkedHashMap<>();
    if (plainScores != null) {
      Home.existingFile(spec, "--plain-scores", plainScores);
      Home.existingFolder(spec, "--model", model);
      ModelDescription description = Bundle.read(model).description();
      for (Joining joining : Joining.values()) {
        reports.put(
            joining == Joining.NONE ? "plain" : "plain_joined",
            EvaluationReport.of(
                truths, ScoreFile.decode(plainScores, description, joining), rules, cameraHours));
      }
    }
    return reports;
  }

  private EvaluationRules rules() {
    if (!(minOverlap > 0 && minOverlap <= 1)) {
      throw Home.refused(spec, "--min-overlap", "a number in (0, 1]", minOverlap);
    }
    if (labels.stream().anyMatch(String::isBlank)) {
      throw Home.refused(spec, "--labels", "actions separated by commas", String.join(",", labels));
    }
    Optional<Scope> one = Scope.named(scope.toLowerCase(Locale.ROOT));
    if (one.isEmpty() && !scope.equalsIgnoreCase("any")) {
      throw Home.refused(spec, "--scope", "scene, person, pair or any", scope);
    }
    return new EvaluationRules(minOverlap, labels, one);
  }

  private void print(
      EvaluationReport report,
      EventFile detected,
      Optional<ActorReport> actors,
      Map<String, EvaluationReport> plain) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ReportJson.line(report, actors, plain));
      return;
    }
    ReportTable.lines(report).forEach(out::println);
    out.println();
    out.printf(
        Locale.ROOT,
        "Camera-hours  %.4f (%s)%n",
        report.cameraHours(),
        hours == null
            ? "each camera from the first to the last time in both files; --hours sets it"
            : "as --hours says");
    out.printf(
        "Event file    %d events that count, %d of them open; %d retracted%n",
        detected.events().size(), detected.open(), detected.retracted());
    actors.ifPresent(who -> out.println(line(who)));
    plain.forEach((name, other) -> out.println(line(name, report.micro(), other.micro())));
  }

  private static String line(ActorReport who) {
    return "Actor first   %s of %d events with a choice; the largest %s, the fastest %s, anybody %s"
        .formatted(
            percent(who.share(who.first())),
            who.events(),
            percent(who.share(who.largestFirst())),
            percent(who.share(who.fastestFirst())),
            percent(OptionalDouble.of(who.chance())));
  }

  private static String line(String name, Figures own, Figures other) {
    return "%-13s F1 %s (these events %s), precision %s, recall %s, %d duplicates, %d false alarms"
        .formatted(
            name.replace('_', ' '),
            percent(other.f1()),
            percent(own.f1()),
            percent(other.precision()),
            percent(other.recall()),
            other.duplicates(),
            other.falseAlarms());
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent()
        ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble())
        : "-";
  }
}
