package io.posestream.evaluation.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.model.Scope;
import io.posestream.evaluation.measure.ActorReport;
import io.posestream.evaluation.measure.EvaluationReport;
import io.posestream.evaluation.measure.Figures;
import io.posestream.evaluation.measure.LabelReport;
import io.posestream.evaluation.measure.MacroAverage;
import io.posestream.evaluation.measure.TimingError;
import io.posestream.formats.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** Writes a report as JSON: shares in 0..1, times in milliseconds, null for missing figures. */
public final class ReportJson {
  private ReportJson() {}

  /** Returns a report as one line, without a line end. */
  public static String line(EvaluationReport report) {
    return Json.line(tree(report));
  }

  /**
   * Returns a report and its baselines as one line, without a line end.
   *
   * @param actors how often the true actor is named first; absent if unknown
   * @param plain reports of baselines by name
   */
  public static String line(
      EvaluationReport report, Optional<ActorReport> actors, Map<String, EvaluationReport> plain) {
    ObjectNode line = tree(report);
    actors.ifPresent(
        who -> {
          ObjectNode named = line.putObject("actor_first");
          named.put("events", who.events());
          put(named, "share", who.share(who.first()));
          put(named, "largest", who.share(who.largestFirst()));
          put(named, "fastest", who.share(who.fastestFirst()));
          named.put("chance", who.chance());
        });
    plain.forEach((name, other) -> line.set(name, with(object(), other.micro(), other)));
    return Json.line(line);
  }

  private static ObjectNode tree(EvaluationReport report) {
    ObjectNode line = object();
    line.put("min_overlap", report.rules().minOverlap());
    line.put("scope", report.rules().scope().map(Scope::id).orElse("any"));
    ArrayNode asked = line.putArray("labels_asked_for");
    new TreeSet<>(report.rules().labels()).forEach(asked::add);
    line.put("camera_hours", report.cameraHours());
    ArrayNode labels = line.putArray("labels");
    for (LabelReport label : report.labels()) {
      labels.add(with(object().put("label", label.label()), label.figures(), report));
    }
    line.set("micro", with(object(), report.micro(), report));
    line.set("macro", tree(report.macro()));
    return line;
  }

  private static ObjectNode tree(MacroAverage macro) {
    ObjectNode tree = object();
    put(tree, "precision", macro.precision());
    put(tree, "recall", macro.recall());
    put(tree, "f1", macro.f1());
    return tree;
  }

  private static ObjectNode with(ObjectNode tree, Figures figures, EvaluationReport report) {
    tree.put("truths", figures.truths());
    tree.put("events", figures.events());
    tree.put("matched", figures.matched());
    tree.put("missed", figures.missed());
    tree.put("duplicates", figures.duplicates());
    tree.put("false_alarms", figures.falseAlarms());
    put(tree, "precision", figures.precision());
    put(tree, "recall", figures.recall());
    put(tree, "f1", figures.f1());
    put(tree, "start_error_ms", figures.startError());
    put(tree, "end_error_ms", figures.endError());
    put(tree, "alarms_per_hour", report.perHour(figures.events()));
    put(tree, "false_alarms_per_hour", report.perHour(figures.falseAlarms()));
    return tree;
  }

  private static void put(ObjectNode tree, String name, OptionalDouble value) {
    if (value.isPresent()) {
      tree.put(name, value.getAsDouble());
    } else {
      tree.putNull(name);
    }
  }

  private static void put(ObjectNode tree, String name, Optional<TimingError> error) {
    tree.putNull(name);
    error.ifPresent(
        value ->
            tree.putObject(name)
                .put("pairs", value.pairs())
                .put("mean", value.meanMillis())
                .put("mean_abs", value.meanAbsoluteMillis())
                .put("median", value.medianMillis()));
  }

  private static ObjectNode object() {
    return Json.MAPPER.createObjectNode();
  }
}
