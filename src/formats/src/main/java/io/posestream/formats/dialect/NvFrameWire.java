package io.posestream.formats.dialect;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.posestream.core.pose.BoundingBox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An {@code nv.Frame} as protobuf, by the published field numbers; other fields are passed over.
 *
 * <pre>
 * Frame     id 2, timestamp 3, sensorId 4, objects 5       Timestamp  seconds 1, nanos 2
 * Object    id 1, bbox 2, confidence 4, pose 7             Bbox       leftX 1, topY 2, rightX 3, bottomY 4
 * Pose      type 1, keypoints 2                            Keypoint   name 1, coordinates 2
 * </pre>
 */
final class NvFrameWire {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private NvFrameWire() {}

  static List<SeenFrame> read(byte[] message, Terms terms) {
    try {
      return List.of(frame(CodedInputStream.newInstance(message)).seen(terms));
    } catch (IOException e) {
      throw Fields.wrong("an nv.Frame as protobuf", String.valueOf(e.getMessage()));
    }
  }

  /** Takes the field a stream stands at; returns whether it was read, else it is passed over. */
  private interface FieldTaker {
    boolean take(int field) throws IOException;
  }

  private static void fields(CodedInputStream in, FieldTaker taker) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!taker.take(WireFormat.getTagFieldNumber(tag))) {
        in.skipField(tag);
      }
    }
  }

  private static CodedInputStream inner(CodedInputStream in) throws IOException {
    return CodedInputStream.newInstance(in.readByteArray());
  }

  private static NvFrame frame(CodedInputStream in) throws IOException {
    FrameParts parts = new FrameParts();
    fields(in, field -> parts.take(field, in));
    return new NvFrame(parts.id, parts.micros, parts.sensorId, parts.objects);
  }

  /** The parts of a frame, as they are read. */
  private static final class FrameParts {
    private final List<NvFrame.Posed> objects = new ArrayList<>();
    private String id = "";
    private String sensorId = "";
    private OptionalLong micros = OptionalLong.empty();

    boolean take(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case 2 -> id = in.readString();
        case 3 -> micros = OptionalLong.of(micros(inner(in)));
        case 4 -> sensorId = in.readString();
        case 5 -> object(inner(in)).ifPresent(objects::add);
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  private static long micros(CodedInputStream in) throws IOException {
    long[] time = new long[2];
    fields(
        in,
        field -> {
          if (field != 1 && field != 2) {
            return false;
          }
          time[field - 1] = in.readInt64();
          return true;
        });
    return MICROS_PER_SECOND * time[0] + time[1] / 1000;
  }

  private static Optional<NvFrame.Posed> object(CodedInputStream in) throws IOException {
    ObjectParts parts = new ObjectParts();
    fields(in, field -> parts.take(field, in));
    return parts.pose.map(
        pose ->
            new NvFrame.Posed(
                parts.id, parts.box, parts.confidence, pose.type, pose.names, pose.coordinates));
  }

  /** The parts of an object, as they are read. */
  private static final class ObjectParts {
    private String id = "";
    private float confidence;
    private @Nullable BoundingBox box;
    private Optional<Pose> pose = Optional.empty();

    boolean take(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case 1 -> id = in.readString();
        case 2 -> box = box(inner(in));
        case 4 -> confidence = in.readFloat();
        case 7 -> pose = Optional.of(Pose.read(inner(in)));
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  private static BoundingBox box(CodedInputStream in) throws IOException {
    float[] sides = new float[4];
    fields(
        in,
        field -> {
          if (field < 1 || field > sides.length) {
            return false;
          }
          sides[field - 1] = in.readFloat();
          return true;
        });
    return Fields.corners(sides[0], sides[1], sides[2], sides[3]);
  }

  /** The parts of a pose, as they are read. */
  private static final class Pose {
    private final List<String> names = new ArrayList<>();
    private final List<float[]> coordinates = new ArrayList<>();
    private String type = "";

    static Pose read(CodedInputStream in) throws IOException {
      Pose pose = new Pose();
      fields(in, field -> pose.take(field, in));
      return pose;
    }

    private boolean take(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case 1 -> type = in.readString();
        case 2 -> addKeypoint(inner(in));
        default -> {
          return false;
        }
      }
      return true;
    }

    private void addKeypoint(CodedInputStream in) throws IOException {
      String name = "";
      List<Float> numbers = new ArrayList<>();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 1 -> name = in.readString();
          case 2 -> addNumbers(in, tag, numbers);
          default -> in.skipField(tag);
        }
      }
      names.add(name);
      float[] values = new float[numbers.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers.get(i);
      }
      coordinates.add(values);
    }

    // Proto3 packs numbers; a writer may leave them apart.
    private static void addNumbers(CodedInputStream in, int tag, List<Float> numbers)
        throws IOException {
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        numbers.add(in.readFloat());
        return;
      }
      CodedInputStream packed = inner(in);
      while (!packed.isAtEnd()) {
        numbers.add(packed.readFloat());
      }
    }
  }
}
