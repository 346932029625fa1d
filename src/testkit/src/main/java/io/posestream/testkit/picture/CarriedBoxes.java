package io.posestream.testkit.picture;

import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.Simulation;
import io.posestream.testkit.simulation.Truth;
import io.posestream.testkit.simulation.actor.Actor;
import io.posestream.testkit.simulation.camera.EstimatorNoise;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * Short scenes with drawn pictures, for models that look at both: what is done shows in the poses,
 * and whether a box is held only in the pictures.
 *
 * <p>Each scene has a camera of its own. Its one truth is an action, {@code stand}, {@code wave} or
 * {@code squat}, with {@code _with_box} behind it where a box is held.
 */
public final class CarriedBoxes {
  /** Frames of a scene. */
  public static final int FRAMES = 48;

  private static final double FPS = 20;
  private static final double SECONDS = FRAMES / FPS;
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  // Of six frames, the one in the middle has a picture.
  private static final int PICTURE_EVERY = 6;
  private static final int LEFT_WRIST = 9;
  private static final Color[] BOXES = {
    new Color(250, 240, 60), new Color(250, 120, 20), new Color(240, 240, 250),
  };

  /** What is done. */
  private enum Deed {
    STAND,
    WAVE,
    SQUAT;

    private Actor by(Actor actor) {
      return switch (this) {
        case STAND -> actor.stand(SECONDS);
        case WAVE -> actor.wave(SECONDS);
        case SQUAT -> actor.squat(SECONDS);
      };
    }
  }

  private CarriedBoxes() {}

  /**
   * Returns scenes, all of them from time 0 on; every sixth has the same label.
   *
   * @param count how many
   * @param seed of places, people and noise
   */
  public static Simulation scenes(int count, long seed) {
    List<PoseFrame> frames = new ArrayList<>();
    List<Truth> truths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Simulation scene = scene(i, new Random(1_000_003 * seed + i));
      frames.addAll(scene.frames());
      truths.addAll(scene.truths());
    }
    return new Simulation(List.of(), List.of()).and(new Simulation(frames, truths));
  }

  private static Simulation scene(int number, Random random) {
    Deed deed = Deed.values()[number % Deed.values().length];
    boolean box = number / Deed.values().length % 2 == 1;
    String camera = "boxes-%05d".formatted(number);
    Simulation seen =
        Scene.camera(camera)
            .size(WIDTH, HEIGHT)
            .fps(FPS)
            .seconds(SECONDS)
            .seed(random.nextLong())
            .noise(EstimatorNoise.JITTER)
            .with(deed.by(somebody(number, random)))
            .simulate();
    Color colour = BOXES[random.nextInt(BOXES.length)];
    List<PoseFrame> frames =
        seen.frames().stream().map(frame -> pictured(frame, box, colour)).toList();
    Truth truth =
        new Truth(
            camera,
            deed.name().toLowerCase(Locale.ROOT) + (box ? "_with_box" : ""),
            0,
            Math.round(1000 * SECONDS),
            Set.of(String.valueOf(number)));
    return new Simulation(frames, List.of(truth));
  }

  private static Actor somebody(int number, Random random) {
    double z = 3.4 + 1.2 * random.nextDouble();
    return Actor.at(String.valueOf(number), 0.8 * (random.nextDouble() - 0.5), z)
        .stature(1.55 + 0.35 * random.nextDouble())
        .facing(50 * (random.nextDouble() - 0.5));
  }

  private static PoseFrame pictured(PoseFrame frame, boolean box, Color colour) {
    if (frame.number() % PICTURE_EVERY != PICTURE_EVERY / 2) {
      return frame;
    }
    BufferedImage image = DrawnPeople.draw(frame);
    if (box) {
      frame.persons().forEach(person -> drawBox(person, colour, image));
    }
    return frame.withPicture(
        Optional.of(Picture.owning(PictureFormat.JPEG, WIDTH, HEIGHT, jpeg(image))));
  }

  private static void drawBox(Person person, Color colour, BufferedImage image) {
    Graphics2D pen = image.createGraphics();
    int side = (int) Math.max(8, 0.45 * DrawnPeople.torso(person));
    int left = (int) person.x(LEFT_WRIST) - side / 2;
    int top = (int) person.y(LEFT_WRIST) - side / 4;
    pen.setColor(colour);
    pen.fillRect(left, top, side, side);
    pen.setColor(Color.BLACK);
    pen.drawRect(left, top, side, side);
    pen.dispose();
  }

  private static byte[] jpeg(BufferedImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, PictureFormat.JPEG.id(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }
}
