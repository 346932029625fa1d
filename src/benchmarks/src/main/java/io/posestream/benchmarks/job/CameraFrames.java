package io.posestream.benchmarks.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.testkit.simulation.DemoScenes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * The records that the estimators of many cameras would write: a simulated crowd in a loop.
 *
 * <p>Each frame of the crowd is encoded once. A record consists of a start, which depends on camera
 * and time, and a shared rest. The load therefore costs almost nothing beside what is measured.
 *
 * <p>Odd takes are one pixel narrower than even ones, so that a model can tell them apart without a
 * clock.
 */
final class CameraFrames {
  /** Frames per second of each camera. */
  static final int FRAMES_PER_SECOND = 25;

  /** Time from one frame to the next. */
  static final long INTERVAL_MICROS = 1_000_000 / FRAMES_PER_SECOND;

  /** Image width of an even take in pixels. */
  static final int EVEN_WIDTH = 1920;

  private static final int SECONDS = 8;
  // Avro's single-object encoding: two marker bytes and the fingerprint of the schema.
  private static final int HEADER = 10;

  private final byte[] header;
  private final List<byte[]> even = new ArrayList<>();
  private final List<byte[]> odd = new ArrayList<>();

  private CameraFrames(List<PoseFrame> frames) {
    header = Arrays.copyOf(FrameMessage.encode(frames.get(0)), HEADER);
    for (PoseFrame frame : frames) {
      even.add(rest(take(frame, EVEN_WIDTH)));
      odd.add(rest(take(frame, EVEN_WIDTH - 1)));
    }
  }

  /** Encodes a crowd; all persons are in every frame. */
  static CameraFrames crowd(int persons) {
    return new CameraFrames(DemoScenes.crowd(persons, SECONDS, FRAMES_PER_SECOND).frames());
  }

  private static PoseFrame take(PoseFrame frame, int width) {
    return new PoseFrame(
        frame.camera(),
        frame.number(),
        frame.timeMicros(),
        width,
        frame.height(),
        frame.layout(),
        frame.persons());
  }

  private static byte[] rest(PoseFrame frame) {
    byte[] whole = FrameMessage.encode(frame);
    int start = HEADER + start(frame.camera(), frame.number(), frame.timeMicros()).length;
    return Arrays.copyOfRange(whole, start, whole.length);
  }

  // The first three fields of schemas/src/main/avro/pose_frame.avsc.
  private static byte[] start(String camera, long number, long timeMicros) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(40);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      encoder.writeString(camera);
      encoder.writeLong(number);
      encoder.writeLong(timeMicros);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the value of a record.
   *
   * @param camera name of the camera
   * @param number number of the frame, at least 0
   * @param timeMicros event time in microseconds
   * @param take number of the take, whose parity decides the width
   */
  byte[] record(String camera, long number, long timeMicros, long take) {
    byte[] start = start(camera, number, timeMicros);
    List<byte[]> rests = take % 2 == 0 ? even : odd;
    byte[] rest = rests.get((int) (number % rests.size()));
    byte[] value = Arrays.copyOf(header, HEADER + start.length + rest.length);
    System.arraycopy(start, 0, value, HEADER, start.length);
    System.arraycopy(rest, 0, value, HEADER + start.length, rest.length);
    return value;
  }

  /** Returns the name of a camera, which is the key of its records. */
  static String camera(int index) {
    return "camera-" + index;
  }

  /** Returns a camera's name as a record's key. */
  static byte[] key(int index) {
    return camera(index).getBytes(UTF_8);
  }
}
