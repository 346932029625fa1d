package io.posestream.flink.avro;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Pose frames as Avro.
 *
 * <p>Not thread-safe: a decoder reuses its buffers.
 */
public final class FrameMessage {
  private final SchemaStore writers =
      ReleasedSchemas.with(io.posestream.avro.PoseFrame.getClassSchema());
  private final SpecificDatumReader<io.posestream.avro.PoseFrame> reader =
      new SpecificDatumReader<>(io.posestream.avro.PoseFrame.getClassSchema());
  private final FrameReader frames = new FrameReader();
  private @Nullable BinaryDecoder binary;

  /** Creates a decoder that knows the schema of every release. */
  public FrameMessage() {}

  /** Encodes a frame as an Avro single object. */
  public static byte[] encode(PoseFrame frame) {
    return SingleObject.encode(toAvro(frame), io.posestream.avro.PoseFrame.getEncoder());
  }

  /** Returns whether a value starts as an Avro single object does. */
  public static boolean isSingleObject(byte[] value) {
    return SingleObject.isMarked(value);
  }

  /**
   * Decodes an Avro single object.
   *
   * @param value marker, fingerprint and record
   * @param origin where it was read
   * @throws InvalidFrameException if it cannot be decoded or breaks the contract
   */
  public PoseFrame decode(byte[] value, FrameOrigin origin) {
    try {
      return read(value, SingleObject.HEADER, SingleObject.writer(value, writers), origin);
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      throw undecodable("expected a PoseFrame as an Avro single object", e);
    }
  }

  /**
   * Decodes a record without header, written with a schema that is known from elsewhere.
   *
   * @param value the bytes that hold the record
   * @param from index of the record's first byte
   * @param writer the schema it was written with
   * @param origin where it was read
   * @throws InvalidFrameException if it cannot be decoded or breaks the contract
   */
  public PoseFrame decode(byte[] value, int from, Schema writer, FrameOrigin origin) {
    try {
      return read(value, from, writer, origin);
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      throw undecodable("expected a PoseFrame written with " + writer.getFullName(), e);
    }
  }

  // From an array, not a stream: the decoder then refuses lengths beyond the end of the value
  // instead of allocating them.
  private PoseFrame read(byte[] value, int from, Schema writer, FrameOrigin origin)
      throws IOException {
    BinaryDecoder in = DecoderFactory.get().binaryDecoder(value, from, value.length - from, binary);
    binary = in;
    if (writer.equals(FrameReader.SCHEMA)) {
      return frames.read(in, origin);
    }
    if (!writer.equals(reader.getSchema())) {
      reader.setSchema(writer);
    }
    return toDomain(reader.read(null, in), origin);
  }

  private static InvalidFrameException undecodable(String expected, Exception cause) {
    InvalidFrameException undecodable =
        new InvalidFrameException(
            RejectReason.UNDECODABLE, "%s, got bytes that fail: %s".formatted(expected, cause));
    undecodable.initCause(cause);
    return undecodable;
  }

  private static PoseFrame toDomain(io.posestream.avro.PoseFrame frame, FrameOrigin origin) {
    List<Person> persons = new ArrayList<>(frame.getPersons().size());
    for (io.posestream.avro.Person person : frame.getPersons()) {
      persons.add(toDomain(person));
    }
    PoseFrame poses =
        new PoseFrame(
            frame.getCameraId(),
            frame.getFrameNumber(),
            micros(frame.getEventTime()),
            frame.getWidth(),
            frame.getHeight(),
            layout(frame.getLayout(), frame.getCameraId(), frame.getFrameNumber()),
            persons,
            origin);
    return FramePictures.with(frame.getPicture(), poses);
  }

  // ChronoUnit.MICROS.between counts nanoseconds, which overflow after 292 years.
  private static long micros(Instant time) {
    return 1_000_000 * time.getEpochSecond() + time.getNano() / 1000;
  }

  static KeypointLayout layout(String id, String camera, long number) {
    return KeypointLayout.named(id)
        .orElseThrow(
            () ->
                new InvalidFrameException(
                    RejectReason.UNKNOWN_LAYOUT,
                    "expected one of the layouts %s, got '%s' (camera=%s, frame=%d)"
                        .formatted(KeypointLayout.ids(), id, camera, number)));
  }

  // Avro reads arrays of float into a list over float[]: take the values without boxing.
  private static Person toDomain(io.posestream.avro.Person person) {
    return new Person(
        person.getTrackId(),
        flat(person.getKeypoints()),
        person.getScore(),
        toDomain(person.getBox()));
  }

  static float[] flat(List<Float> numbers) {
    float[] values = new float[numbers.size()];
    if (numbers instanceof PrimitivesArrays.FloatArray floats) {
      for (int i = 0; i < values.length; i++) {
        values[i] = floats.getFloat(i);
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers.get(i);
      }
    }
    return values;
  }

  private static @Nullable BoundingBox toDomain(io.posestream.avro.@Nullable Box box) {
    return box == null
        ? null
        : new BoundingBox(box.getX(), box.getY(), box.getWidth(), box.getHeight());
  }

  private static io.posestream.avro.PoseFrame toAvro(PoseFrame frame) {
    return io.posestream.avro.PoseFrame.newBuilder()
        .setCameraId(frame.camera())
        .setFrameNumber(frame.number())
        .setEventTime(Instant.EPOCH.plus(frame.timeMicros(), ChronoUnit.MICROS))
        .setWidth(frame.width())
        .setHeight(frame.height())
        .setLayout(frame.layout().id())
        .setPersons(frame.persons().stream().map(FrameMessage::toAvro).toList())
        .setPicture(FramePictures.toAvro(frame.picture()))
        .build();
  }

  private static io.posestream.avro.Person toAvro(Person person) {
    List<Float> keypoints = new ArrayList<>(person.length());
    for (float value : person.keypoints()) {
      keypoints.add(value);
    }
    return io.posestream.avro.Person.newBuilder()
        .setTrackId(person.trackId())
        .setKeypoints(keypoints)
        .setScore(person.score())
        .setBox(toAvro(person.box()))
        .build();
  }

  static io.posestream.avro.@Nullable Box toAvro(Optional<BoundingBox> box) {
    return box.map(
            known ->
                io.posestream.avro.Box.newBuilder()
                    .setX(known.x())
                    .setY(known.y())
                    .setWidth(known.width())
                    .setHeight(known.height())
                    .build())
        .orElse(null);
  }

  static Optional<BoundingBox> optionalBox(io.posestream.avro.@Nullable Box box) {
    return Optional.ofNullable(toDomain(box));
  }
}
