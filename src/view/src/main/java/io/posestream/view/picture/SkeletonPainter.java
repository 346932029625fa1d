package io.posestream.view.picture;

import io.posestream.core.pose.Person;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Draws the persons of a frame in COCO-17. */
final class SkeletonPainter {
  private static final int[][] LIMBS = {
    {5, 7}, {7, 9}, {6, 8}, {8, 10}, {11, 13}, {13, 15}, {12, 14}, {14, 16}, {5, 6}, {11, 12},
    {5, 11}, {6, 12}
  };
  private static final float SEEN = 0.08f;
  private static final int HEAD_JOINTS = 5;

  private SkeletonPainter() {}

  /** Draws the part of an instant where people are into a part of a picture. */
  static void paint(Story story, double millis, Rectangle into, Graphics2D pen) {
    pen.setColor(Look.PANEL);
    pen.fill(into);
    Rectangle2D region = story.region();
    double scale =
        Math.min(into.getWidth() / region.getWidth(), into.getHeight() / region.getHeight());
    double left = into.getCenterX() - scale * region.getCenterX();
    double top = into.getCenterY() - scale * region.getCenterY();
    pen.setClip(into);
    for (Person person : story.at(millis).persons()) {
      boolean takesPart = story.tracks().contains(person.trackId());
      paint(person, new Placed(left, top, scale), takesPart, pen);
    }
    pen.setClip(null);
  }

  /** Where the image lies in the picture. */
  private record Placed(double left, double top, double scale) {
    double x(Person person, int joint) {
      return left + scale * person.x(joint);
    }

    double y(Person person, int joint) {
      return top + scale * person.y(joint);
    }
  }

  private static void paint(Person person, Placed placed, boolean takesPart, Graphics2D pen) {
    double size =
        person.jointExtent().map(box -> Math.max(box.width(), box.height())).orElse(0f)
            * placed.scale;
    double width = Math.max(1.4, size * 0.035);
    if (takesPart) {
      limbs(person, placed, Look.faint(Look.EVENT, 110), 4 * width, pen);
    }
    Color colour = Look.of(person.trackId());
    limbs(person, placed, colour, width, pen);
    head(person, placed, Math.max(2, size * 0.075), pen);
  }

  private static void limbs(
      Person person, Placed placed, Color colour, double width, Graphics2D pen) {
    pen.setColor(colour);
    pen.setStroke(Look.pen(width));
    Path2D all = new Path2D.Double();
    for (int[] limb : LIMBS) {
      if (seen(person, limb[0]) && seen(person, limb[1])) {
        all.append(
            new Line2D.Double(
                placed.x(person, limb[0]),
                placed.y(person, limb[0]),
                placed.x(person, limb[1]),
                placed.y(person, limb[1])),
            false);
      }
    }
    pen.draw(all);
  }

  private static void head(Person person, Placed placed, double radius, Graphics2D pen) {
    double x = 0;
    double y = 0;
    int seen = 0;
    for (int joint = 0; joint < HEAD_JOINTS; joint++) {
      if (seen(person, joint)) {
        x += placed.x(person, joint);
        y += placed.y(person, joint);
        seen++;
      }
    }
    if (seen > 0) {
      pen.fill(new Ellipse2D.Double(x / seen - radius, y / seen - radius, 2 * radius, 2 * radius));
    }
  }

  private static boolean seen(Person person, int joint) {
    return person.jointScore(joint) >= SEEN;
  }
}
