package io.posestream.flink.avro;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Bounds;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames of this release's schema straight into the domain.
 *
 * <p>Avro's own reader makes an object of every keypoint value, and then a record of all of them;
 * that cost more than the rest of the job.
 *
 * <p>Not thread-safe: it reuses a buffer.
 */
final class FrameReader {
  /** The schema whose fields {@link #read} takes in order. */
  static final Schema SCHEMA = io.posestream.avro.PoseFrame.getClassSchema();

  // Avro writes floats little-endian.
  private ByteBuffer floats = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

  PoseFrame read(BinaryDecoder in, FrameOrigin origin) throws IOException {
    String camera = in.readString();
    long number = in.readLong();
    long timeMicros = in.readLong();
    int width = in.readInt();
    int height = in.readInt();
    String layout = in.readString();
    List<Person> persons = persons(in);
    io.posestream.avro.Picture picture = picture(in);
    KeypointLayout known = FrameMessage.layout(layout, camera, number);
    return FramePictures.with(
        picture, new PoseFrame(camera, number, timeMicros, width, height, known, persons, origin));
  }

  private static io.posestream.avro.@Nullable Picture picture(BinaryDecoder in) throws IOException {
    return isPresent("picture", in)
        ? new io.posestream.avro.Picture(
            in.readString(),
            in.readInt(),
            in.readInt(),
            isPresent("picture.data", in) ? in.readBytes(null) : null,
            isPresent("picture.reference", in) ? in.readString() : null)
        : null;
  }

  private List<Person> persons(BinaryDecoder in) throws IOException {
    List<Person> persons = new ArrayList<>();
    for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
      // The larger of the two: the sum of a huge claim overflows.
      Bounds.requirePersons(Math.max(block, persons.size() + block));
      for (long i = 0; i < block; i++) {
        persons.add(person(in));
      }
    }
    return persons;
  }

  private Person person(BinaryDecoder in) throws IOException {
    return Person.owning(in.readString(), keypoints(in), in.readFloat(), box(in));
  }

  // Some encoders write every value as a block of its own: what was read is not copied for each.
  private float[] keypoints(BinaryDecoder in) throws IOException {
    int length = 0;
    for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
      int size = admitted(block, in);
      makeRoom(length + size);
      in.readFixed(floats.array(), Float.BYTES * length, Float.BYTES * size);
      length += size;
    }
    float[] values = new float[length];
    floats.asFloatBuffer().get(values);
    return values;
  }

  // A length beyond the end of the record is refused before it is allocated.
  private static int admitted(long block, BinaryDecoder in) throws EOFException {
    if (block > in.remainingBytes() / Float.BYTES) {
      throw new EOFException(
          "expected at most %d bytes of keypoints, got %d values"
              .formatted(in.remainingBytes(), block));
    }
    return (int) block;
  }

  private void makeRoom(int values) {
    int bytes = Float.BYTES * values;
    if (floats.capacity() < bytes) {
      byte[] larger = Arrays.copyOf(floats.array(), Math.max(bytes, 2 * floats.capacity()));
      floats = ByteBuffer.wrap(larger).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static @Nullable BoundingBox box(BinaryDecoder in) throws IOException {
    return isPresent("box", in)
        ? new BoundingBox(in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat())
        : null;
  }

  private static boolean isPresent(String field, BinaryDecoder in) throws IOException {
    int branch = in.readIndex();
    if (branch != 0 && branch != 1) {
      throw new AvroRuntimeException(
          "%s: expected branch 0 or 1 of the union, got %d".formatted(field, branch));
    }
    return branch == 1;
  }
}
