package io.posestream.view.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Stroke;
import java.awt.image.BufferedImage;

/** Colours and pens of all pictures. */
final class Look {
  static final Color GROUND = new Color(0x0b0f17);
  static final Color PANEL = new Color(0x141b27);
  static final Color LINE = new Color(0x2a3446);
  static final Color INK = new Color(0xe7ecf5);
  static final Color MUTED = new Color(0x8b98ad);
  static final Color EVENT = new Color(0xff4d61);
  static final Color ACTIVATION = new Color(0x6ef5ff);

  private static final int[] TRACKS = {
    0x4cc9f0, 0xffb703, 0x80ed99, 0xf78fb3, 0xb79cff, 0xff9f68, 0x5eead4, 0xf9f871, 0x8ab4ff
  };

  private Look() {}

  /** Returns the colour of a track or a label; numbers take turns, so that neighbours differ. */
  static Color of(String id) {
    int number = id.matches("\\d{1,9}") ? Integer.parseInt(id) : id.hashCode();
    return new Color(TRACKS[Math.floorMod(number, TRACKS.length)]);
  }

  static Color faint(Color colour, int alpha) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }

  static Stroke pen(double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  static Font text(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Returns a pen for a new picture, which is filled with the ground. */
  static Graphics2D paint(BufferedImage picture) {
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    pen.setColor(GROUND);
    pen.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    return pen;
  }
}
