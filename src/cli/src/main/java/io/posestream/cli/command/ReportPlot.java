package io.posestream.cli.command;

import io.posestream.evaluation.measure.EvaluationReport;
import io.posestream.evaluation.measure.Figures;
import io.posestream.evaluation.measure.LabelReport;
import io.posestream.evaluation.measure.TimingError;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws a report: quality, counts and timing of every label, in three panels. */
final class ReportPlot {
  /** Height of the picture in pixels. */
  public static final int HEIGHT = 1260;

  private static final int PANEL = HEIGHT / 3;
  private static final int NARROWEST = 1200;
  private static final int WIDEST = 8000;
  private static final int LABEL = 90;
  private static final int MARGIN = 200;

  // The palette of Okabe and Ito, which colour-blind people can distinguish.
  private static final Color BLUE = new Color(0x0072B2);
  private static final Color GREEN = new Color(0x009E73);
  private static final Color ORANGE = new Color(0xE69F00);
  private static final Color RED = new Color(0xD55E00);
  private static final Color SKY = new Color(0x56B4E9);

  static {
    // No window is opened, so an incomplete display setup must not cause a failure.
    System.setProperty("java.awt.headless", "true");
  }

  private ReportPlot() {}

  /** Returns the width of the picture in pixels, for a number of labels. */
  public static int width(int labels) {
    return Math.min(Math.max(NARROWEST, MARGIN + LABEL * labels), WIDEST);
  }

  /**
   * Writes a report as PNG.
   *
   * @throws CommandFailedException if this machine has no fonts to draw with
   * @throws IOException if the file cannot be written
   */
  public static void write(EvaluationReport report, Path file) throws IOException {
    BufferedImage image = draw(report);
    try (OutputStream out = Files.newOutputStream(file)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException(file + ": this Java cannot write PNG");
      }
    }
  }

  private static BufferedImage draw(EvaluationReport report) {
    int width = width(report.labels().size());
    BufferedImage image = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      draw(report, graphics, width);
      return image;
    } catch (LinkageError | InternalError e) {
      // A JDK without font libraries, as on many servers, throws these errors.
      throw new CommandFailedException(
          "cannot draw the plot without fonts: expected fontconfig, freetype and a font, got " + e,
          e);
    } finally {
      graphics.dispose();
    }
  }

  private static void draw(EvaluationReport report, Graphics2D graphics, int width) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, HEIGHT);
    if (report.labels().isEmpty()) {
      sayNothingIsThere(graphics, width);
    } else {
      paint(report, graphics, width);
    }
  }

  private static void sayNothingIsThere(Graphics2D graphics, int width) {
    String text = "No truths and no events to compare";
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.DARK_GRAY);
    graphics.setFont(font(Font.PLAIN, 24));
    graphics.drawString(
        text, (width - graphics.getFontMetrics().stringWidth(text)) / 2, HEIGHT / 2);
  }

  private static void paint(EvaluationReport report, Graphics2D graphics, int width) {
    int y = 0;
    for (CategoryChart panel : List.of(quality(report), counts(report), timing(report))) {
      Graphics2D part = (Graphics2D) graphics.create(0, y, width, PANEL);
      panel.paint(part, width, PANEL);
      part.dispose();
      y += PANEL;
    }
  }

  private static CategoryChart quality(EvaluationReport report) {
    Figures all = report.micro();
    CategoryChart chart =
        panel(
            report,
            "Precision %s, recall %s, F1 %s over all labels"
                .formatted(share(all.precision()), share(all.recall()), share(all.f1())),
            "share",
            BLUE,
            ORANGE,
            GREEN);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    add(chart, "precision", report, figures -> number(figures.precision()));
    add(chart, "recall", report, figures -> number(figures.recall()));
    add(chart, "F1", report, figures -> number(figures.f1()));
    return chart;
  }

  private static CategoryChart counts(EvaluationReport report) {
    Figures all = report.micro();
    CategoryChart chart =
        panel(
            report,
            "Matched %d, missed %d, duplicates %d, false alarms %d"
                .formatted(all.matched(), all.missed(), all.duplicates(), all.falseAlarms()),
            "count",
            GREEN,
            SKY,
            ORANGE,
            RED);
    chart.getStyler().setStacked(true);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(ReportPlot::whole);
    add(chart, "matched", report, Figures::matched);
    add(chart, "missed", report, Figures::missed);
    add(chart, "duplicates", report, Figures::duplicates);
    add(chart, "false alarms", report, Figures::falseAlarms);
    return chart;
  }

  private static CategoryChart timing(EvaluationReport report) {
    CategoryChart chart =
        panel(
            report,
            "Mean error of start and end of matched events; above zero is late",
            "seconds",
            BLUE,
            ORANGE);
    add(chart, "start", report, figures -> meanSeconds(figures.startError()));
    add(chart, "end", report, figures -> meanSeconds(figures.endError()));
    return chart;
  }

  private static CategoryChart panel(
      EvaluationReport report, String title, String unit, Color... colors) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(width(report.labels().size()))
            .height(PANEL)
            .title(title)
            .yAxisTitle(unit)
            .build();
    style(chart.getStyler(), colors);
    chart.getStyler().setXAxisLabelRotation(report.labels().size() > 6 ? 30 : 0);
    return chart;
  }

  private static void style(CategoryStyler styler, Color... colors) {
    styler.setSeriesColors(colors);
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE).setChartTitleBoxVisible(false);
    styler.setChartTitleFont(font(Font.BOLD, 17)).setChartPadding(14);
    styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendFont(font(Font.PLAIN, 14)).setLegendBorderColor(Color.WHITE);
    styler.setAxisTitleFont(font(Font.PLAIN, 14)).setAxisTickLabelsFont(font(Font.PLAIN, 13));
    styler.setPlotGridVerticalLinesVisible(false).setPlotBorderVisible(false);
    styler.setAvailableSpaceFill(0.8);
    // Aligns the left edges of the panels.
    styler.setYAxisLeftWidthHint(70);
  }

  private static void add(
      CategoryChart chart,
      String name,
      EvaluationReport report,
      Function<Figures, @Nullable Number> figure) {
    List<String> labels = report.labels().stream().map(LabelReport::label).toList();
    List<@Nullable Number> values = new ArrayList<>();
    report.labels().forEach(label -> values.add(figure.apply(label.figures())));
    chart.addSeries(name, labels, Collections.unmodifiableList(values));
  }

  private static @Nullable Number number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static @Nullable Number meanSeconds(Optional<TimingError> error) {
    return error.map(value -> value.meanMillis() / 1000).orElse(null);
  }

  private static String share(OptionalDouble share) {
    return share.isPresent() ? String.format(Locale.ROOT, "%.2f", share.getAsDouble()) : "-";
  }

  // Counts are whole numbers, so other ticks have no label.
  private static String whole(double tick) {
    return tick == Math.rint(tick) ? String.format(Locale.ROOT, "%.0f", tick) : "";
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }
}
