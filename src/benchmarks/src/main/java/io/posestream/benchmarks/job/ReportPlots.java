package io.posestream.benchmarks.job;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a report. */
final class ReportPlots {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 480;

  // The palette of Okabe and Ito, which colour-blind people can distinguish.
  private static final Color[] COLORS = {
    new Color(0x0072B2), new Color(0xE69F00), new Color(0x009E73), new Color(0xD55E00)
  };

  static {
    // No window is opened, so an incomplete display setup must not cause a failure.
    System.setProperty("java.awt.headless", "true");
  }

  private ReportPlots() {}

  /**
   * Writes the pictures as PNG.
   *
   * @return the files
   * @throws BenchFailedException if this machine has no fonts to draw with
   */
  static List<Path> write(BenchReport report, Path folder) throws IOException {
    try {
      List<Path> files = new ArrayList<>();
      for (Map.Entry<String, Chart<?, ?>> chart : charts(report).entrySet()) {
        Path file = folder.resolve(chart.getKey());
        BitmapEncoder.saveBitmap(chart.getValue(), file.toString(), BitmapFormat.PNG);
        files.add(file);
      }
      return files;
    } catch (LinkageError | InternalError e) {
      // A JDK without font libraries, as on many servers, throws these errors.
      throw new BenchFailedException(
          "cannot draw the plots without fonts: expected fontconfig, freetype and a font, got " + e,
          e);
    }
  }

  private static CategoryChart intake(List<BenchReport.Intake> rows) {
    CategoryChart chart =
        bars(
            "Frames taken in by one core, %d persons each".formatted(BenchPlan.PERSONS),
            "frames/s");
    List<String> names = new ArrayList<>();
    for (BenchReport.Intake row : rows) {
      names.add(
          "%d cameras, %s, %s"
              .formatted(row.cameras(), row.scopes().replace(";", " + "), row.stateBackend()));
    }
    chart.addSeries(
        "frames/s per core",
        names,
        rows.stream().map(BenchReport.Intake::framesPerCoreSecond).toList());
    return chart;
  }

  private static CategoryChart saturation(List<BenchReport.Saturation> rows) {
    CategoryChart chart = bars("Processor time of a clip, the job beside the bare model", "ms");
    List<String> names = new ArrayList<>();
    for (BenchReport.Saturation row : rows) {
      names.add("%d cameras, %s".formatted(row.cameras(), row.scopes().replace(";", " + ")));
    }
    chart.addSeries(
        "job", names, rows.stream().map(BenchReport.Saturation::cpuMillisPerClip).toList());
    chart.addSeries(
        "bare model",
        names,
        rows.stream().map(BenchReport.Saturation::bareCpuMillisPerClip).toList());
    return chart;
  }

  private static CategoryChart latency(List<BenchReport.Latency> rows) {
    CategoryChart chart = bars("From a window's end to its event, readable", "ms");
    // Points, not bars: bars start at 0, which a logarithmic axis does not have.
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
    chart.getStyler().setYAxisLogarithmic(true);
    List<String> names = new ArrayList<>();
    for (BenchReport.Latency row : rows) {
      names.add("%d cameras, %s".formatted(row.cameras(), row.delivery()));
    }
    Map<String, ToDoubleFunction<Quantiles>> series = new LinkedHashMap<>();
    series.put("p50", Quantiles::p50);
    series.put("p95", Quantiles::p95);
    series.put("p99", Quantiles::p99);
    series.forEach(
        (name, quantile) ->
            chart.addSeries(
                name,
                names,
                rows.stream().map(row -> shown(quantile.applyAsDouble(row.events()))).toList()));
    return chart;
  }

  private static double shown(double millis) {
    return millis > 1 ? millis : 1;
  }

  private static Map<String, Chart<?, ?>> charts(BenchReport report) {
    Map<String, Chart<?, ?>> charts = new LinkedHashMap<>();
    charts.put("intake.png", intake(report.intake()));
    charts.put("saturation.png", saturation(report.saturation()));
    charts.put("latency.png", latency(report.latency()));
    charts.put("persons.png", persons(report.persons()));
    return charts;
  }

  private static XYChart persons(List<BenchReport.Persons> rows) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Cost of a clip by the persons in it")
            .xAxisTitle("persons")
            .yAxisTitle("ms")
            .build();
    style(chart.getStyler());
    chart.getStyler().setYAxisMin(0.0);
    List<Integer> persons = rows.stream().map(BenchReport.Persons::persons).toList();
    chart
        .addSeries("whole clip", persons, rows.stream().map(BenchReport.Persons::millis).toList())
        .setMarker(SeriesMarkers.CIRCLE);
    chart
        .addSeries(
            "heatmaps alone", persons, rows.stream().map(BenchReport.Persons::paintMillis).toList())
        .setMarker(SeriesMarkers.CIRCLE);
    return chart;
  }

  private static CategoryChart bars(String title, String unit) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .build();
    style(chart.getStyler());
    chart.getStyler().setXAxisLabelRotation(20);
    chart.getStyler().setAvailableSpaceFill(0.7);
    return chart;
  }

  private static void style(Styler styler) {
    styler.setSeriesColors(COLORS);
    styler.setChartBackgroundColor(Color.WHITE).setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17)).setChartPadding(14);
    styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    if (styler instanceof org.knowm.xchart.style.AxesChartStyler axes) {
      axes.setLocale(Locale.ROOT);
      axes.setPlotGridVerticalLinesVisible(false);
    }
  }
}
