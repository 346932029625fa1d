package io.posestream.formats.dialect;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.posestream.core.pose.BoundingBox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    String[] texts = {"", ""};
    OptionalLong[] micros = {OptionalLong.empty()};
    List<NvFrame.Posed> objects = new ArrayList<>();
    fields(
        in,
        field -> {
          switch (field) {
            case 2 -> texts[0] = in.readString();
            case 3 -> micros[0] = OptionalLong.of(micros(inner(in)));
            case 4 -> texts[1] = in.readString();
            case 5 -> addPosed(inner(in), objects);
            default -> {
              return false;
            }
          }
          return true;
        });
    return new NvFrame(texts[0], micros[0], texts[1], objects);
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

  private static void addPosed(CodedInputStream in, List<NvFrame.Posed> objects)
      throws IOException {
    String[] id = {""};
    float[] confidence = {0};
    @Nullable BoundingBox[] box = {null};
    List<Pose> pose = new ArrayList<>();
    fields(
        in,
        field -> {
          switch (field) {
            case 1 -> id[0] = in.readString();
            case 2 -> box[0] = box(inner(in));
            case 4 -> confidence[0] = in.readFloat();
            case 7 -> pose.add(Pose.read(inner(in)));
            default -> {
              return false;
            }
          }
          return true;
        });
    if (!pose.isEmpty()) {
      Pose last = pose.get(pose.size() - 1);
      objects.add(
          new NvFrame.Posed(id[0], box[0], confidence[0], last.type, last.names, last.coordinates));
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
      fields(
          in,
          field -> {
            switch (field) {
              case 1 -> pose.type = in.readString();
              case 2 -> pose.addKeypoint(inner(in));
              default -> {
                return false;
              }
            }
            return true;
          });
      return pose;
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
