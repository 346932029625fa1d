package io.posestream.view.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Draws the probabilities of the surest labels over time. */
final class ScorePainter {
  private static final int MOST_LABELS = 5;
  private static final int LEGEND = 130;

  private ScorePainter() {}

  static void paint(Story story, Rectangle into, Graphics2D pen) {
    pen.setColor(Look.PANEL);
    pen.fill(into);
    Rectangle plot =
        new Rectangle(into.x + 12, into.y + 10, into.width - LEGEND - 12, into.height - 20);
    pen.setStroke(Look.pen(1));
    pen.setColor(Look.LINE);
    for (double p : new double[] {0, 0.5, 1}) {
      int y = (int) Math.round(y(p, plot));
      pen.drawLine(plot.x, y, plot.x + plot.width, y);
    }
    int row = 0;
    for (Map.Entry<String, List<Moment>> label : surest(story)) {
      Color colour = Look.of(Integer.toString(row));
      line(story, label.getValue(), colour, plot, pen);
      legend(label.getKey(), colour, row++, plot, pen);
    }
  }

  private static List<Map.Entry<String, List<Moment>>> surest(Story story) {
    return story.scores().entrySet().stream()
        .sorted(
            Comparator.comparingDouble(
                    (Map.Entry<String, List<Moment>> label) ->
                        -label.getValue().stream().mapToDouble(Moment::probability).max().orElse(0))
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_LABELS)
        .toList();
  }

  private static void line(
      Story story, List<Moment> moments, Color colour, Rectangle plot, Graphics2D pen) {
    Path2D line = new Path2D.Double();
    for (Moment moment : moments) {
      double x = x(story, moment.millis(), plot);
      double y = y(moment.probability(), plot);
      if (line.getCurrentPoint() == null) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
    }
    pen.setClip(plot.x, plot.y - 3, plot.width, plot.height + 6);
    pen.setColor(colour);
    pen.setStroke(Look.pen(2.2));
    pen.draw(line);
    pen.setClip(null);
  }

  private static void legend(String label, Color colour, int row, Rectangle plot, Graphics2D pen) {
    int y = plot.y + 10 + 17 * row;
    pen.setColor(colour);
    pen.fillRoundRect(plot.x + plot.width + 12, y - 7, 10, 10, 4, 4);
    pen.setColor(Look.INK);
    pen.setFont(Look.text(Font.PLAIN, 12));
    pen.drawString(label.replace('_', ' '), plot.x + plot.width + 28, y + 3);
  }

  /** Marks an instant. */
  static void mark(Story story, double millis, Rectangle into, Graphics2D pen) {
    Rectangle plot =
        new Rectangle(into.x + 12, into.y + 10, into.width - LEGEND - 12, into.height - 20);
    int x = (int) Math.round(x(story, millis, plot));
    pen.setColor(Look.INK);
    pen.setStroke(Look.pen(1.6));
    pen.drawLine(x, plot.y, x, plot.y + plot.height);
  }

  private static double x(Story story, double millis, Rectangle plot) {
    double part = (millis - story.fromMillis()) / (story.toMillis() - story.fromMillis());
    return plot.x + part * plot.width;
  }

  private static double y(double probability, Rectangle plot) {
    return plot.y + (1 - probability) * plot.height;
  }
}
