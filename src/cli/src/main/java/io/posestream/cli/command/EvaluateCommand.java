package io.posestream.cli.command;

import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.evaluation.file.EventFile;
import io.posestream.evaluation.file.RecordedMotion;
import io.posestream.evaluation.file.ScoreFile;
import io.posestream.evaluation.file.TruthFile;
import io.posestream.evaluation.measure.ActorReport;
import io.posestream.evaluation.measure.EvaluationReport;
import io.posestream.evaluation.measure.EvaluationRules;
import io.posestream.evaluation.measure.Figures;
import io.posestream.evaluation.measure.ObservedTime;
import io.posestream.evaluation.measure.PlainDecoder.Joining;
import io.posestream.evaluation.measure.TruthInterval;
import io.posestream.evaluation.report.ReportJson;
import io.posestream.evaluation.report.ReportTable;
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

/** The command that compares events with the truth. */
@Command(
    name = "evaluate",
    description = {
      "Compare events with what really happened: precision, recall, start and end error,"
          + " duplicates and alarms per hour, by label.",
      "An event matches a truth of the same camera and action if they overlap by 30 %% of the"
          + " shorter one. Matches are one to one, and there are as many as possible; among these,"
          + " matches that agree on an actor are preferred. A duplicate is a further event that"
          + " overlaps a matched truth and agrees on an actor. Duplicates lower precision but are"
          + " not false alarms. Retracted events do not count. An event that never ends is assumed"
          + " to last until its camera is last mentioned in the file; its end is not measured.",
      "--recording shows how often events name the true actor first."
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--truth",
      required = true,
      paramLabel = "T.jsonl",
      description = {
        "The truth: JSON lines, optionally gzip-compressed, such as",
        "{\"camera\":\"cam\",\"action\":\"fall\",",
        "\"start_ms\":0,\"end_ms\":1500,\"track_ids\":[\"7\"]}"
      })
  private Path truth;

  @Option(
      names = "--events",
      required = true,
      paramLabel = "E.jsonl",
      description = "Output of demo --events or events --json, optionally gzip-compressed.")
  private Path events;

  @Option(names = "--json", description = "Print one line of JSON instead of the table.")
  private boolean json;

  @Option(names = "--plot", paramLabel = "OUT.png", description = "File for a plot of the report.")
  private @Nullable Path plot;

  @Option(
      names = "--min-overlap",
      paramLabel = "SHARE",
      description = "Minimum overlap, as a share of the shorter one; default ${DEFAULT-VALUE}.")
  private double minOverlap = EvaluationRules.DEFAULTS.minOverlap();

  @Option(
      names = "--hours",
      paramLabel = "H",
      description =
          "Length of the recordings, summed over all cameras; default: for each camera from the"
              + " first to the last time in both files, which is too short if little happens.")
  private @Nullable Double hours;

  @Option(
      names = "--labels",
      paramLabel = "A,B",
      split = ",",
      description = "Actions to compare; default: all in either file.")
  private Set<String> labels = new LinkedHashSet<>();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "Events to compare: scene, person, pair or any; default ${DEFAULT-VALUE}.")
  private String scope = "any";

  @Option(
      names = "--recording",
      paramLabel = "R.jsonl",
      description =
          "Recording that gave the events: shows how often the true actor is the first"
              + " participant, and how often it is the largest or the fastest person.")
  private @Nullable Path recording;

  @Option(
      names = "--plain-scores",
      paramLabel = "S.jsonl",
      description =
          "Output of demo --scores: compares with a plain threshold per window, where each window"
              + " is an event or adjacent windows are joined.")
  private @Nullable Path plainScores;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Bundle whose thresholds and scopes --plain-scores uses.")
  private Path model = Home.clipModel();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateCommand() {}

  @Override
  public Integer call() throws IOException {
    EvaluationRules rules = rules();
    check();
    List<TruthInterval> truths = TruthFile.read(truth);
    EventFile detected = EventFile.read(events);
    ObservedTime observed = ObservedTime.of(truths).and(detected.observed());
    EvaluationReport report =
        EvaluationReport.of(
            truths, detected.events(), rules, hours == null ? observed.cameraHours() : hours);
    print(report, detected, actors(report), plain(truths, rules, report.cameraHours()));
    if (plot != null) {
      plot(report, plot);
    }
    return 0;
  }

  private void check() {
    if (hours != null && !(hours > 0 && hours < Double.POSITIVE_INFINITY)) {
      throw Home.refused(spec, "--hours", "a positive number", hours);
    }
    Home.existingFile(spec, "--truth", truth);
    Home.existingFile(spec, "--events", events);
    if (plot != null) {
      Home.writableFile(spec, "--plot", plot);
    }
  }

  private void plot(EvaluationReport report, Path picture) throws IOException {
    ReportPlot.write(report, picture);
    if (!json) {
      spec.commandLine().getOut().printf("Plot          %s%n", picture);
    }
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
    out.println(cameraHours(report));
    out.printf(
        "Event file    %d events that count, %d of them open; %d retracted%n",
        detected.events().size(), detected.open(), detected.retracted());
    actors.ifPresent(who -> out.println(line(who)));
    plain.forEach((name, other) -> out.println(line(name, report.micro(), other.micro())));
  }

  private String cameraHours(EvaluationReport report) {
    String origin =
        hours == null
            ? "each camera from the first to the last time in both files; --hours sets it"
            : "as --hours says";
    return String.format(Locale.ROOT, "Camera-hours  %.4f (%s)", report.cameraHours(), origin);
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
