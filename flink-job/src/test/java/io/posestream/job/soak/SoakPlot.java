package io.posestream.job.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what a soaked process held, over time. */
final class SoakPlot {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 480;

  private SoakPlot() {}

  /** Writes a PNG, with memory on the left axis and counts on the right. */
  static void write(String title, List<Sample> samples, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("seconds")
            .yAxisTitle("MB")
            .build();
    chart.setYAxisGroupTitle(1, "threads; classes / 100");
    add(chart, "heap", 0, samples, Sample::heapMb);
    add(chart, "resident", 0, samples, Sample::residentMb);
    add(chart, "threads", 1, samples, Sample::threads);
    add(chart, "classes / 100", 1, samples, sample -> sample.classes() / 100.0);
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  private static void add(
      XYChart chart, String name, int axis, List<Sample> samples, ToDoubleFunction<Sample> figure) {
    var series =
        chart.addSeries(
            name,
            samples.stream().mapToDouble(Sample::seconds).toArray(),
            samples.stream().mapToDouble(figure).toArray());
    series.setYAxisGroup(axis);
    series.setMarker(SeriesMarkers.NONE);
  }
}
