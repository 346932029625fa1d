package io.posestream.view.picture;

import io.posestream.view.model.Sight;
import io.posestream.view.model.Volume;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/** Draws the heatmaps that a model saw, with the activation of the action over them. */
final class SightPainter {
  // Steps of heat: red, green, blue from nothing to the peak.
  private static final int[][] HEAT = {
    {10, 13, 30}, {62, 24, 110}, {176, 42, 108}, {244, 128, 48}, {255, 238, 150}
  };
  private static final double LEAST_ACTIVATION = 0.3;
  private static final int MOST_OPAQUE = 150;

  private SightPainter() {}

  /**
   * Draws an instant.
   *
   * @param part of the window, 0..1
   */
  static void paint(Sight sight, double part, Rectangle into, Graphics2D pen) {
    Rectangle fitted = fit(sight.heat(), into);
    pen.setColor(Look.PANEL);
    pen.fill(into);
    pen.drawImage(heat(sight.heat(), part), fitted.x, fitted.y, fitted.width, fitted.height, null);
    if (sight.activation().frames() > 0) {
      pen.drawImage(
          activation(sight.activation(), part),
          fitted.x,
          fitted.y,
          fitted.width,
          fitted.height,
          null);
    }
  }

  private static Rectangle fit(Volume heat, Rectangle into) {
    double scale = Math.min(into.getWidth() / heat.width(), into.getHeight() / heat.height());
    int width = (int) Math.round(scale * heat.width());
    int height = (int) Math.round(scale * heat.height());
    return new Rectangle(
        into.x + (into.width - width) / 2, into.y + (into.height - height) / 2, width, height);
  }

  private static BufferedImage heat(Volume heat, double part) {
    int frame = frame(heat, part);
    BufferedImage picture =
        new BufferedImage(heat.width(), heat.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < heat.height(); y++) {
      for (int x = 0; x < heat.width(); x++) {
        picture.setRGB(x, y, colour(Math.min(1, heat.at(frame, y, x))));
      }
    }
    return picture;
  }

  private static int frame(Volume volume, double part) {
    return (int) Math.max(0, Math.min(volume.frames() - 1, Math.floor(part * volume.frames())));
  }

  private static int colour(double heat) {
    double at = heat * (HEAT.length - 1);
    int step = (int) Math.min(HEAT.length - 2, Math.floor(at));
    int colour = 0;
    for (int channel = 0; channel < 3; channel++) {
      double mixed =
          HEAT[step][channel] + (at - step) * (HEAT[step + 1][channel] - HEAT[step][channel]);
      colour = colour << 8 | (int) Math.round(mixed);
    }
    return colour;
  }

  // Cells of the network are coarse; scaling them up smoothly shows where it looks.
  private static BufferedImage activation(Volume map, double part) {
    int frame = frame(map, part);
    float peak = Math.max(map.peak(), Float.MIN_NORMAL);
    BufferedImage picture =
        new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < map.height(); y++) {
      for (int x = 0; x < map.width(); x++) {
        double value = Math.max(0, map.at(frame, y, x) / peak);
        double shown = Math.max(0, (value - LEAST_ACTIVATION) / (1 - LEAST_ACTIVATION));
        int alpha = (int) Math.round(MOST_OPAQUE * shown);
        picture.setRGB(x, y, alpha << 24 | (Look.ACTIVATION.getRGB() & 0xffffff));
      }
    }
    return picture;
  }
}
