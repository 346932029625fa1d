package io.posestream.view.picture;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** A story as an animated GIF: skeletons beside what the model saw, and the scores below. */
public final class MovingPicture {
  private static final int GAP = 8;
  private static final int WIDTH = 480;
  private static final int HEIGHT = 300;
  private static final int TITLE = 40;
  private static final int SCORES = 110;
  private static final String FORMAT = "javax_imageio_gif_image_1.0";

  private MovingPicture() {}

  /**
   * Draws and writes a story at its own pace.
   *
   * @param fps pictures a second, 1..50
   * @throws IOException if the file cannot be written
   */
  public static void write(Story story, int fps, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      double step = 1000.0 / fps;
      for (double millis = story.fromMillis(); millis <= story.toMillis(); millis += step) {
        BufferedImage picture = picture(story, millis);
        writer.writeToSequence(
            new IIOImage(picture, null, timing(writer, picture, 100 / fps)), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  private static BufferedImage picture(Story story, double millis) {
    boolean seen = story.sight().isPresent();
    boolean scored = !story.scores().isEmpty();
    int width = WIDTH + (seen ? HEIGHT + GAP : 0) + 2 * GAP;
    int height = TITLE + HEIGHT + GAP + (scored ? SCORES + GAP : 0);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = Look.paint(picture);
    pen.setColor(Look.INK);
    pen.setFont(Look.text(Font.BOLD, 17));
    pen.drawString(story.title(), GAP + 4, 27);
    SkeletonPainter.paint(story, millis, new Rectangle(GAP, TITLE, WIDTH, HEIGHT), pen);
    if (seen) {
      sight(story, millis, new Rectangle(2 * GAP + WIDTH, TITLE, HEIGHT, HEIGHT), pen);
    }
    if (scored) {
      Rectangle into = new Rectangle(GAP, TITLE + HEIGHT + GAP, width - 2 * GAP, SCORES);
      ScorePainter.paint(story, into, pen);
      ScorePainter.mark(story, millis, into, pen);
    }
    pen.dispose();
    return picture;
  }

  private static void sight(Story story, double millis, Rectangle into, Graphics2D pen) {
    pen.setColor(Look.PANEL);
    pen.fill(into);
    story
        .partOfSight(millis)
        .ifPresentOrElse(
            part -> SightPainter.paint(story.sight().orElseThrow(), part, into, pen),
            () -> {
              pen.setColor(Look.MUTED);
              pen.setFont(Look.text(Font.PLAIN, 12));
              pen.drawString("outside the window", into.x + 12, into.y + 22);
            });
  }

  private static IIOMetadata timing(ImageWriter writer, BufferedImage picture, int hundredths)
      throws IOException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), null);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", Integer.toString(Math.max(2, hundredths)));
    control.setAttribute("transparentColorIndex", "0");
    IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    // Again and again: 0 stands for no end.
    loop.setUserObject(new byte[] {1, 0, 0});
    IIOMetadataNode loops = new IIOMetadataNode("ApplicationExtensions");
    loops.appendChild(loop);
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    root.appendChild(control);
    root.appendChild(loops);
    metadata.mergeTree(FORMAT, root);
    return metadata;
  }
}
