package io.posestream.view.picture;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** A story on one sheet: skeletons, below them what the model saw, below that the scores. */
public final class ContactSheet {
  private static final int GAP = 8;
  private static final int WIDTH = 190;
  private static final int HEIGHT = 150;
  private static final int TITLE = 44;
  private static final int CAPTION = 20;
  private static final int SCORES = 120;

  private ContactSheet() {}

  /**
   * Draws a sheet.
   *
   * @param columns instants to show, evenly over time
   */
  public static BufferedImage of(Story story, int columns) {
    int width = columns * (WIDTH + GAP) + GAP;
    int rows = story.sight().isPresent() ? 2 : 1;
    int scores = story.scores().isEmpty() ? 0 : SCORES + GAP;
    int height = TITLE + rows * (HEIGHT + GAP) + CAPTION + scores + GAP;
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = Look.paint(sheet);
    pen.setColor(Look.INK);
    pen.setFont(Look.text(Font.BOLD, 18));
    pen.drawString(story.title(), GAP + 4, 29);
    for (int column = 0; column < columns; column++) {
      column(story, instant(story, column, columns), GAP + column * (WIDTH + GAP), pen);
    }
    if (scores > 0) {
      int top = height - SCORES - GAP;
      ScorePainter.paint(story, new Rectangle(GAP, top, width - 2 * GAP, SCORES), pen);
    }
    pen.dispose();
    return sheet;
  }

  // With a sight its window is shown, so that both rows are of the same instants.
  private static double instant(Story story, int column, int columns) {
    double from = story.sight().isPresent() ? story.sightFromMillis() : story.fromMillis();
    double to = story.sight().isPresent() ? story.sightToMillis() : story.toMillis();
    return from + (column + 0.5) / columns * (to - from);
  }

  private static void column(Story story, double millis, int left, Graphics2D pen) {
    Rectangle cell = new Rectangle(left, TITLE, WIDTH, HEIGHT);
    SkeletonPainter.paint(story, millis, cell, pen);
    int bottom = TITLE + HEIGHT + GAP;
    if (story.sight().isPresent()) {
      double part = story.partOfSight(millis).orElse(0.0);
      SightPainter.paint(
          story.sight().get(), part, new Rectangle(left, bottom, WIDTH, HEIGHT), pen);
      bottom += HEIGHT + GAP;
    }
    pen.setColor(Look.MUTED);
    pen.setFont(Look.text(Font.PLAIN, 12));
    String text = String.format(Locale.ROOT, "%.2f s", story.seconds(millis));
    pen.drawString(text, left + 4, bottom + 8);
  }

  /**
   * Writes a sheet as PNG.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(BufferedImage sheet, Path file) throws IOException {
    ImageIO.write(sheet, "png", file.toFile());
  }
}
