package io.posestream.evaluation.report;

import io.posestream.evaluation.measure.EvaluationReport;
import io.posestream.evaluation.measure.Figures;
import io.posestream.evaluation.measure.LabelReport;
import io.posestream.evaluation.measure.MacroAverage;
import io.posestream.evaluation.measure.TimingError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Formats a report as a text table. */
public final class ReportTable {
  private static final String NONE = "-";
  private static final String ALL = "all (micro)";
  private static final String MEAN = "mean (macro)";
  private static final String ROW =
      "%6s %6s %7s %6s %10s %5s  %9s %6s %5s  %7s %7s %7s  %7s %7s %7s  %8s %8s";
  private static final String OVER_ROW = "%6s %6s %7s %6s %10s %5s  %9s %6s %5s  %23s  %23s  %17s";
  private static final List<String> OVER_HEADINGS =
      List.of("START ERROR, ms", "END ERROR, ms", "PER CAMERA-HOUR");
  private static final List<String> HEADINGS =
      List.of(
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
          "FALSE");
  // Number of cells with counts and with shares in a row; errors and rates follow.
  private static final int COUNTS = 6;
  private static final int SHARES = 3;

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
    rows.add(row(OVER_ROW, padded(1 + COUNTS + SHARES, OVER_HEADINGS, 0)));
    rows.add(row(ROW, HEADINGS));
    for (LabelReport label : report.labels()) {
      rows.add(row(label.label(), label.figures(), report));
    }
    rows.add(row(ALL, report.micro(), report));
    rows.add(row(report.macro()));
    return rows;
  }

  private String row(String label, Figures figures, EvaluationReport report) {
    List<Object> cells = new ArrayList<>();
    cells.add(label);
    cells.addAll(List.of(figures.truths(), figures.events(), figures.matched()));
    cells.addAll(List.of(figures.missed(), figures.duplicates(), figures.falseAlarms()));
    cells.addAll(shares(figures.precision(), figures.recall(), figures.f1()));
    cells.addAll(errors(figures.startError()));
    cells.addAll(errors(figures.endError()));
    cells.add(rate(report.perHour(figures.events())));
    cells.add(rate(report.perHour(figures.falseAlarms())));
    return row(ROW, cells);
  }

  private String row(MacroAverage macro) {
    List<Object> cells = new ArrayList<>(List.of(MEAN));
    List<String> shares = shares(macro.precision(), macro.recall(), macro.f1());
    cells.addAll(padded(COUNTS, shares, HEADINGS.size() - 1 - COUNTS - SHARES));
    return row(ROW, cells);
  }

  private static List<String> padded(int before, List<String> cells, int after) {
    List<String> padded = new ArrayList<>(Collections.nCopies(before, ""));
    padded.addAll(cells);
    padded.addAll(Collections.nCopies(after, ""));
    return padded;
  }

  private static List<String> shares(
      OptionalDouble precision, OptionalDouble recall, OptionalDouble f1) {
    return List.of(share(precision), share(recall), share(f1));
  }

  private static List<String> errors(Optional<TimingError> error) {
    return List.of(
        millis(error, TimingError::meanMillis),
        distance(error),
        millis(error, TimingError::medianMillis));
  }

  private String row(String pattern, List<?> cells) {
    return String.format(Locale.ROOT, "%-" + labelWidth + "s " + pattern, cells.toArray())
        .stripTrailing();
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
