package io.posestream.testkit.picture;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Draws the people of COCO-17 frames with bodies, so that an estimator finds them again. */
public final class DrawnPeople {
  private static final int NOSE = 0;
  private static final int LEFT_SHOULDER = 5;
  private static final int RIGHT_SHOULDER = 6;
  private static final int LEFT_HIP = 11;
  private static final int RIGHT_HIP = 12;
  private static final int[][] LEGS = {{12, 14}, {14, 16}, {11, 13}, {13, 15}};
  private static final int[][] SLEEVES = {{6, 8}, {5, 7}};
  private static final int[][] FOREARMS = {{8, 10}, {7, 9}};
  private static final int[] TORSO = {
    LEFT_SHOULDER, RIGHT_SHOULDER, RIGHT_HIP, LEFT_HIP,
  };

  private static final Color WALL = new Color(214, 208, 196);
  private static final Color FLOOR = new Color(150, 140, 128);
  private static final Color SKIN = new Color(222, 176, 146);
  private static final Color HAIR = new Color(70, 48, 36);
  private static final Color TROUSERS = new Color(44, 52, 84);
  private static final Color[] SHIRTS = {
    new Color(176, 52, 48), new Color(36, 116, 92), new Color(208, 160, 52), new Color(80, 88, 176),
  };

  private DrawnPeople() {}

  /** Returns a frame's picture, in the frame's size. */
  public static BufferedImage draw(PoseFrame frame) {
    BufferedImage image =
        new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setPaint(new GradientPaint(0, 0, WALL, 0, frame.height(), FLOOR));
    pen.fillRect(0, 0, frame.width(), frame.height());
    for (Person person : frame.persons()) {
      draw(person, pen);
    }
    pen.dispose();
    return image;
  }

  /** Returns a frame's picture as a JPEG file. */
  public static byte[] jpeg(PoseFrame frame) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(draw(frame), "jpg", file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static void draw(Person person, Graphics2D pen) {
    double torso = torso(person);
    Color shirt = SHIRTS[Math.floorMod(person.trackId().hashCode(), SHIRTS.length)];
    limbs(person, LEGS, 0.3 * torso, TROUSERS, pen);
    fillTorso(person, 0.22 * torso, shirt, pen);
    limbs(person, SLEEVES, 0.22 * torso, shirt, pen);
    limbs(person, FOREARMS, 0.17 * torso, SKIN, pen);
    head(person, torso, pen);
  }

  /** Returns the length of a person's trunk in pixels, at least 4. */
  static double torso(Person person) {
    double x = middleX(person, LEFT_SHOULDER) - middleX(person, LEFT_HIP);
    double y = middleY(person, LEFT_SHOULDER) - middleY(person, LEFT_HIP);
    return Math.max(4, Math.hypot(x, y));
  }

  private static double middleX(Person person, int left) {
    return (person.x(left) + person.x(left + 1)) / 2;
  }

  private static double middleY(Person person, int left) {
    return (person.y(left) + person.y(left + 1)) / 2;
  }

  private static void limbs(
      Person person, int[][] limbs, double width, Color color, Graphics2D pen) {
    pen.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    pen.setColor(color);
    for (int[] limb : limbs) {
      if (person.jointScore(limb[0]) > 0 && person.jointScore(limb[1]) > 0) {
        pen.draw(
            new Line2D.Double(
                person.x(limb[0]), person.y(limb[0]), person.x(limb[1]), person.y(limb[1])));
      }
    }
  }

  private static void fillTorso(Person person, double margin, Color shirt, Graphics2D pen) {
    Path2D outline = new Path2D.Double();
    outline.moveTo(person.x(TORSO[0]), person.y(TORSO[0]));
    for (int joint : TORSO) {
      outline.lineTo(person.x(joint), person.y(joint));
    }
    outline.closePath();
    pen.setColor(shirt);
    pen.fill(outline);
    pen.setStroke(new BasicStroke((float) margin, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    pen.draw(outline);
  }

  // From the shoulders through the nose: a neck, the face, and hair on the far side.
  private static void head(Person person, double torso, Graphics2D pen) {
    double neckX = middleX(person, LEFT_SHOULDER);
    double neckY = middleY(person, LEFT_SHOULDER);
    double x = person.x(NOSE);
    double y = person.y(NOSE);
    pen.setStroke(
        new BasicStroke((float) (0.18 * torso), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    pen.setColor(SKIN);
    pen.draw(new Line2D.Double(neckX, neckY, x, y));
    double radius = 0.24 * torso;
    circle(x + 0.25 * (x - neckX), y + 0.25 * (y - neckY), 1.1 * radius, HAIR, pen);
    circle(x, y, radius, SKIN, pen);
    for (int eye = 1; eye <= 2; eye++) {
      circle(person.x(eye), person.y(eye), 0.14 * radius, HAIR, pen);
    }
  }

  private static void circle(double x, double y, double radius, Color color, Graphics2D pen) {
    pen.setColor(color);
    pen.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }
}
