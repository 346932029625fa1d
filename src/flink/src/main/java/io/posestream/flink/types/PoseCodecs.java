package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readEnum;
import static io.posestream.flink.types.Binary.readFloats;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readOptional;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.scratch;
import static io.posestream.flink.types.Binary.writeEnum;
import static io.posestream.flink.types.Binary.writeFloats;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeOptional;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.FaultLedger;
import io.posestream.core.pose.FrameFaults;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataOutputView;

/** Binary forms of poses and frames. */
final class PoseCodecs {
  // The version of records that tell what a frame lost.
  private static final int WITH_FAULTS = 3;
  // The version of records that may hold pictures.
  static final int WITH_PICTURES = 4;

  static final Codec<Picture> PICTURE =
      Codec.of(
          (picture, out) -> {
            writeEnum(picture.format(), out);
            out.writeInt(picture.width());
            out.writeInt(picture.height());
            writeText(picture.reference().orElse(""), out);
            byte[] bytes = picture.bytes();
            out.writeInt(bytes.length);
            out.write(bytes);
          },
          in -> {
            PictureFormat format = readEnum(PictureFormat.class, in);
            int width = in.readInt();
            int height = in.readInt();
            String reference = readText(in);
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return reference.isEmpty()
                ? Picture.owning(format, width, height, bytes)
                : Picture.at(format, width, height, reference);
          });

  static final Codec<BoundingBox> BOX =
      Codec.of(
          (box, out) -> {
            out.writeFloat(box.x());
            out.writeFloat(box.y());
            out.writeFloat(box.width());
            out.writeFloat(box.height());
          },
          in -> new BoundingBox(in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat()));

  static final Codec<Person> PERSON =
      Codec.of(
          (person, out) -> {
            writeText(person.trackId(), out);
            writeKeypoints(person, out);
            out.writeFloat(person.score());
            writeOptional(person.box(), BOX, out);
          },
          in ->
              Person.owning(
                  readText(in),
                  readFloats(in),
                  in.readFloat(),
                  readOptional(BOX, in).orElse(null)));

  static final Codec<FrameOrigin> ORIGIN =
      Codec.of(
          (origin, out) -> {
            writeText(origin.topic(), out);
            out.writeInt(origin.partition());
            out.writeLong(origin.offset());
            writeText(origin.traceparent(), out);
          },
          in -> new FrameOrigin(readText(in), in.readInt(), in.readLong(), readText(in)));

  static final Codec<FrameFaults.Loss> LOSS =
      Codec.of(
          (loss, out) -> {
            writeEnum(loss.part(), out);
            writeEnum(loss.reason(), out);
            out.writeInt(loss.count());
          },
          in ->
              new FrameFaults.Loss(
                  readEnum(FrameFaults.Part.class, in),
                  readEnum(RejectReason.class, in),
                  in.readInt()));

  private static final Codec<FrameFaults> FAULTS =
      Codec.of(
          (faults, out) -> {
            writeList(faults.losses(), LOSS, out);
            writeText(faults.account(), out);
          },
          in -> new FrameFaults(readList(LOSS, in), readText(in)));

  static final Codec<PoseFrame> FRAME =
      Codec.of(
          (frame, out) -> {
            writeText(frame.camera(), out);
            out.writeLong(frame.number());
            out.writeLong(frame.timeMicros());
            out.writeInt(frame.width());
            out.writeInt(frame.height());
            writeEnum(frame.layout(), out);
            writeList(frame.persons(), PERSON, out);
            ORIGIN.write(frame.origin(), out);
            // Nearly every frame is sound: a flag says so.
            out.writeBoolean(!frame.faults().isEmpty());
            if (!frame.faults().isEmpty()) {
              writeList(frame.rivals(), PERSON, out);
              FAULTS.write(frame.faults(), out);
            }
            writeOptional(frame.picture(), PICTURE, out);
          },
          in -> {
            PoseFrame frame =
                PoseFrame.ofChecked(
                    readText(in),
                    in.readLong(),
                    in.readLong(),
                    in.readInt(),
                    in.readInt(),
                    readEnum(KeypointLayout.class, in),
                    readList(PERSON, in),
                    ORIGIN.read(in));
            PoseFrame found =
                ReleasedInput.since(WITH_FAULTS, in) && in.readBoolean()
                    ? frame.withFindings(readList(PERSON, in), FAULTS.read(in))
                    : frame;
            return ReleasedInput.since(WITH_PICTURES, in)
                ? found.withPicture(readOptional(PICTURE, in))
                : found;
          });

  static final Codec<RejectedRecord> REJECTED =
      Codec.of(
          (rejected, out) -> {
            writeEnum(rejected.reason(), out);
            writeText(rejected.message(), out);
            ORIGIN.write(rejected.origin(), out);
            writeText(rejected.camera().orElse(""), out);
            out.writeLong(rejected.frameNumber().orElse(-1));
            byte[] payload = rejected.payload();
            out.writeInt(payload.length);
            out.write(payload);
            out.writeLong(rejected.frames());
            writeList(rejected.losses(), LOSS, out);
          },
          in -> {
            RejectReason reason = readEnum(RejectReason.class, in);
            String message = readText(in);
            FrameOrigin origin = ORIGIN.read(in);
            String camera = readText(in);
            long number = in.readLong();
            byte[] payload = new byte[in.readInt()];
            in.readFully(payload);
            RejectedRecord rejected =
                RejectedRecord.of(reason, message, origin, camera, number, payload);
            return ReleasedInput.since(WITH_FAULTS, in)
                ? rejected.standingFor(in.readLong(), readList(LOSS, in))
                : rejected;
          });

  private static final Codec<FaultLedger.Entry> ENTRY =
      Codec.of(
          (entry, out) -> {
            writeEnum(entry.reason(), out);
            out.writeLong(entry.toldMicros());
            out.writeLong(entry.untoldFrames());
            writeList(entry.untold(), LOSS, out);
          },
          in ->
              new FaultLedger.Entry(
                  readEnum(RejectReason.class, in),
                  in.readLong(),
                  in.readLong(),
                  readList(LOSS, in)));

  static final Codec<FaultLedger> LEDGER =
      Codec.of(
          (ledger, out) -> {
            writeList(ledger.entries(), ENTRY, out);
            FRAME.write(ledger.newest(), out);
          },
          in -> new FaultLedger(readList(ENTRY, in), FRAME.read(in)));

  static final Codec<DecodedRecord> DECODED =
      Codec.of(
          (decoded, out) -> {
            writeOptional(decoded.frame(), FRAME, out);
            writeOptional(decoded.rejected(), REJECTED, out);
            writeEnum(decoded.keying(), out);
          },
          in ->
              new DecodedRecord(
                  readOptional(FRAME, in),
                  readOptional(REJECTED, in),
                  ReleasedInput.since(WITH_FAULTS, in)
                      ? readEnum(DecodedRecord.Keying.class, in)
                      : DecodedRecord.Keying.KEYED));

  static final Codec<PoseSequence> SEQUENCE =
      Codec.of(
          (poses, out) -> {
            int points = poses.persons() * poses.frames() * poses.joints();
            float[] coordinates = new float[2 * points];
            float[] scores = new float[points];
            poses.copyCoordinatesTo(coordinates);
            poses.copyScoresTo(scores);
            out.writeInt(poses.persons());
            out.writeInt(poses.frames());
            out.writeInt(poses.joints());
            writeFloats(coordinates, out);
            writeFloats(scores, out);
            out.writeInt(poses.height());
            out.writeInt(poses.width());
          },
          in ->
              new PoseSequence(
                  in.readInt(),
                  in.readInt(),
                  in.readInt(),
                  readFloats(in),
                  readFloats(in),
                  in.readInt(),
                  in.readInt()));

  private PoseCodecs() {}

  private static void writeKeypoints(Person person, DataOutputView out) throws IOException {
    out.writeInt(person.length());
    ByteBuffer bytes = scratch(person.length());
    person.putKeypoints(bytes);
    out.write(bytes.array(), 0, bytes.position());
  }
}
