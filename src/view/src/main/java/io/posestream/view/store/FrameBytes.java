package io.posestream.view.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames as the page reads them, in COCO-17; all numbers little-endian.
 *
 * <pre>
 * u32 bytes that follow · u16 camera · u16 width · u16 height · u8 persons · f64 time, ms · persons
 * person: u8 length of the id · id, UTF-8 · 17 x (i16 x, i16 y) · 17 x u8 score
 * </pre>
 *
 * Coordinates are in 1/{@value #GRID} of the image's width and height, scores in 1/255. Coordinates
 * beyond twice the image are moved there.
 */
public final class FrameBytes {
  /** Steps from one side of the image to the other. */
  static final int GRID = 16_384;

  private static final int JOINTS = 17;
  private static final int MOST_SCORE = 255;
  private static final int MOST_PERSONS = 255;
  private static final int MOST_ID = 255;
  private static final int HEADER = 4 + 2 + 2 + 2 + 1 + 8;
  private static final int JOINT = 2 + 2 + 1;

  private FrameBytes() {}

  /**
   * Writes a frame; persons beyond {@value #MOST_PERSONS} are left out.
   *
   * @param frame in any layout that can stand for COCO-17
   * @param camera the page's number of the frame's camera
   */
  static byte[] of(PoseFrame frame, int camera) {
    PoseFrame shown = frame.layout() == KeypointLayout.COCO17 ? frame : frame.toCoco17();
    List<Person> persons =
        shown.persons().subList(0, Math.min(MOST_PERSONS, shown.persons().size()));
    List<byte[]> ids = persons.stream().map(FrameBytes::id).toList();
    int size = HEADER + persons.size() * (1 + JOINTS * JOINT);
    size += ids.stream().mapToInt(id -> id.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(size - 4).putShort((short) camera);
    out.putShort((short) shown.width()).putShort((short) shown.height());
    out.put((byte) persons.size()).putDouble(shown.timeMicros() / 1000.0);
    for (int i = 0; i < persons.size(); i++) {
      out.put((byte) ids.get(i).length).put(ids.get(i));
      put(persons.get(i), shown, out);
    }
    return out.array();
  }

  private static byte[] id(Person person) {
    byte[] id = person.trackId().getBytes(UTF_8);
    return id.length <= MOST_ID ? id : java.util.Arrays.copyOf(id, MOST_ID);
  }

  private static void put(Person person, PoseFrame frame, ByteBuffer out) {
    for (int joint = 0; joint < JOINTS; joint++) {
      out.putShort(steps(person.x(joint) / frame.width()));
      out.putShort(steps(person.y(joint) / frame.height()));
    }
    for (int joint = 0; joint < JOINTS; joint++) {
      out.put((byte) Math.round(MOST_SCORE * Math.min(1, person.jointScore(joint))));
    }
  }

  private static short steps(float share) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(GRID * share)));
  }

  /**
   * Reads a frame back, exact to half a step.
   *
   * @param bytes as {@link #of} wrote them
   * @param camera the name of the frame's camera
   * @param number of the frame
   */
  static PoseFrame read(byte[] bytes, String camera, long number) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    in.position(4 + 2);
    int width = Short.toUnsignedInt(in.getShort());
    int height = Short.toUnsignedInt(in.getShort());
    int count = Byte.toUnsignedInt(in.get());
    long micros = Math.round(1000 * in.getDouble());
    List<Person> persons = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      persons.add(person(in, width, height));
    }
    return new PoseFrame(
        camera, number, micros, width, height, KeypointLayout.COCO17, persons, FrameOrigin.UNKNOWN);
  }

  private static Person person(ByteBuffer in, int width, int height) {
    byte[] id = new byte[Byte.toUnsignedInt(in.get())];
    in.get(id);
    float[] keypoints = new float[JOINTS * Person.STRIDE];
    for (int joint = 0; joint < JOINTS; joint++) {
      keypoints[Person.STRIDE * joint] = (float) in.getShort() * width / GRID;
      keypoints[Person.STRIDE * joint + 1] = (float) in.getShort() * height / GRID;
    }
    for (int joint = 0; joint < JOINTS; joint++) {
      keypoints[Person.STRIDE * joint + 2] = Byte.toUnsignedInt(in.get()) / (float) MOST_SCORE;
    }
    return Person.owning(new String(id, UTF_8), keypoints, 1, null);
  }
}
