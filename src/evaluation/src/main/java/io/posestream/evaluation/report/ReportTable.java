package io.posestream.evaluation.report;

import io.posestream.evaluation.measure.EvaluationReport;
import io.posestream.evaluation.measure.Figures;
import io.posestream.evaluation.measure.LabelReport;
import io.posestream.evaluation.measure.MacroAverage;
import io.posestream.evaluation.measure.TimingError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A report as a table a person can read. */
public final class ReportTable {
  private static final String NONE = "-";
  private static final String ALL = "all (micro)";
  private static final String MEAN = "mean (macro)";
  private static final String ROW =
      "%6s %6s %7s %6s %10s %5s  %9s %6s %5s  %7s %7s %7s  %7s %7s %7s  %8s %8s";
  private static final String OVER_ROW = "%6s %6s %7s %6s %10s %5s  %9s %6s %5s  %23s  %23s  %17s";

  private final int labelWidth;

  private ReportTable(int labelWidth) {
    this.labelWidth = labelWidth;
  }

  /** Returns the lines of the table. */
  public static List<String> lines(EvaluationReport report) {
    int widest = report.labels().stream().mapToInt(label -> label.label().length()).max().orElse(0);
    return new ReportTable(Math.max(widest, MEAN.length())).rows(report);
  }

  private List<String> rows(EvaluationReport report) {
    List<String> rows = new ArrayList<>();
    rows.add(
        row(
            OVER_ROW,
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "START ERROR, ms",
            "END ERROR, ms",
            "PER CAMERA-HOUR"));
    rows.add(
        row(
            ROW,
            "LABEL",
            "TRUTHS",
            "EVENTS",
            "MATCHED",
            "MISSED",
            "DUPLICATES",
            "FALSE",
            "PRECISION",
            "RECALL",
            "F1",
            "MEAN",
            "ABS",
            "MEDIAN",
            "MEAN",
            "ABS",
            "MEDIAN",
            "ALARMS",
            "FALSE"));
    for (LabelReport label : report.labels()) {
      rows.add(row(label.label(), label.figures(), report));
    }
    rows.add(row(ALL, report.micro(), report));
    rows.add(row(report.macro()));
    return rows;
  }

  private String row(String label, Figures figures, EvaluationReport report) {
    return row(
        ROW,
        label,
        figures.truths(),
        figures.events(),
        figures.matched(),
        figures.missed(),
        figures.duplicates(),
        figures.falseAlarms(),
        share(figures.precision()),
        share(figures.recall()),
        share(figures.f1()),
        millis(figures.startError(), TimingError::meanMillis),
        distance(figures.startError()),
        millis(figures.startError(), TimingError::medianMillis),
        millis(figures.endError(), TimingError::meanMillis),
        distance(figures.endError()),
        millis(figures.endError(), TimingError::medianMillis),
        rate(report.perHour(figures.events())),
        rate(report.perHour(figures.falseAlarms())));
  }

  private String row(MacroAverage macro) {
    return row(
        ROW,
        MEAN,
        "",
        "",
        "",
        "",
        "",
        "",
        share(macro.precision()),
        share(macro.recall()),
        share(macro.f1()),
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "");
  }

  private String row(String pattern, Object... cells) {
    return String.format(Locale.ROOT, "%-" + labelWidth + "s " + pattern, cells).stripTrailing();
  }

  private static String share(OptionalDouble share) {
    return share.isPresent() ? format("%.2f", share.getAsDouble()) : NONE;
  }

  private static String millis(Optional<TimingError> error, ToDoubleFunction<TimingError> figure) {
    return error.map(value -> signed(Math.round(figure.applyAsDouble(value)))).orElse(NONE);
  }

  private static String signed(long millis) {
    return millis == 0 ? "0" : String.format(Locale.ROOT, "%+d", millis);
  }

  private static String distance(Optional<TimingError> error) {
    return error.map(value -> format("%.0f", value.meanAbsoluteMillis())).orElse(NONE);
  }

  private static String rate(OptionalDouble rate) {
    return rate.isPresent() ? format("%.2f", rate.getAsDouble()) : NONE;
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
