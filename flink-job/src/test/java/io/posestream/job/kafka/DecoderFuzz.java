package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.formats.dialect.FrameDialect;
import io.posestream.formats.dialect.TrackIds;
import io.posestream.formats.json.FrameJson;
import io.posestream.job.config.DeadLetterPayload;
import io.posestream.job.config.FrameFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Feeds every decoder with spoilt inputs, and measures what each byte of them costs. */
final class DecoderFuzz {
  // What an input may cost whatever its length: an exception with its trace, a message, buffers.
  private static final long FREE_NANOS = 1_000_000;
  private static final long FREE_BYTES = 128 * 1024;
  private static final int TRIES = 5;
  private static final FrameOrigin ORIGIN = new FrameOrigin("frames", 0, 7, "");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Map<String, Worst> worst = new LinkedHashMap<>();

  /** What is fed. */
  interface Target {
    void decode(byte[] input);
  }

  /**
   * The highest cost of a byte beyond what every input may cost.
   *
   * @param inputs how many there were
   * @param bytes how long all of them were
   * @param nanosPerByte of processor time
   * @param bytesPerByte allocated
   */
  record Worst(long inputs, long bytes, double nanosPerByte, double bytesPerByte) {
    Worst with(int length, double nanos, double allocated) {
      return new Worst(
          inputs + 1,
          bytes + length,
          Math.max(nanosPerByte, nanos),
          Math.max(bytesPerByte, allocated));
    }
  }

  DecoderFuzz() {
    FrameDecoder own = new FrameDecoder(Optional.empty());
    targets.put("frames", input -> own.decode(input, ORIGIN));
    targets.put(
        "control", input -> ControlSource.request(new ConsumerRecord<>("c", 0, 0, null, input)));
    for (String dialect : FrameDialect.ids()) {
      targets.put(dialect, dialect(new FrameFormat(dialect, "", "", "1280x720", TrackIds.GIVEN)));
      targets.put(
          dialect + " tracked",
          dialect(new FrameFormat(dialect, "", "", "1280x720", TrackIds.TRACKED)));
    }
  }

  private static Target dialect(FrameFormat format) {
    FrameDecoder decoder =
        new FrameDecoder(Optional.empty(), format.decoder(), DeadLetterPayload.FULL);
    return input -> decoder.decode(input, Optional.of("cam"), OptionalLong.of(7_000), ORIGIN);
  }

  /** Adds a decoder. */
  DecoderFuzz and(String name, Target target) {
    targets.put(name, target);
    return this;
  }

  /** Feeds each decoder with so many inputs; what escapes from one is thrown. */
  Map<String, Worst> feed(int inputs, long seed) {
    targets.forEach((name, target) -> feed(name, target, new FuzzInputs(seed, seeds()), inputs));
    return worst;
  }

  private void feed(String name, Target target, FuzzInputs source, int inputs) {
    worst.put(name, new Worst(0, 0, 0, 0));
    for (int i = 0; i < inputs; i++) {
      byte[] input = source.next();
      measure(name, target, input);
    }
  }

  /** Feeds a decoder with one input. */
  Worst measure(String name, Target target, byte[] input) {
    Cost cost = cost(target, input);
    // A pause of the machine, or a class that is loaded, is no cost of the input: the least of some
    // tries is.
    for (int i = 0; i < TRIES && cost.nanosPerByte + cost.bytesPerByte > 0; i++) {
      cost = cost.least(cost(target, input));
    }
    Worst before = worst.getOrDefault(name, new Worst(0, 0, 0, 0));
    Worst after = before.with(input.length, cost.nanosPerByte, cost.bytesPerByte);
    worst.put(name, after);
    return after;
  }

  private record Cost(double nanosPerByte, double bytesPerByte) {
    Cost least(Cost other) {
      return new Cost(
          Math.min(nanosPerByte, other.nanosPerByte), Math.min(bytesPerByte, other.bytesPerByte));
    }
  }

  private Cost cost(Target target, byte[] input) {
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long nanos = threads.getCurrentThreadCpuTime();
    target.decode(input);
    long took = threads.getCurrentThreadCpuTime() - nanos - FREE_NANOS;
    long taken = threads.getCurrentThreadAllocatedBytes() - allocated - FREE_BYTES;
    double length = Math.max(1, input.length);
    return new Cost(Math.max(0, took) / length, Math.max(0, taken) / length);
  }

  /** Returns an Avro single object whose one person's keypoints come in blocks of one value. */
  static byte[] blocksOfOne(int values) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(FrameMessage.encode(Frames.at(40)), 0, 10);
      BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
      out.writeString("cam");
      out.writeLong(1);
      out.writeLong(1);
      out.writeInt(1280);
      out.writeInt(720);
      out.writeString("coco17");
      out.writeArrayStart();
      out.setItemCount(1);
      out.startItem();
      out.writeString("3");
      for (int i = 0; i < values; i++) {
        out.writeLong(1);
        out.writeFloat(0.5f);
      }
      out.writeLong(0);
      out.writeFloat(1);
      out.writeIndex(0);
      out.writeLong(0);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<byte[]> seeds() {
    String frame = FrameJson.line(Frames.at(40));
    String joints = "[100.5,200.5,0.5]" + ",[100.5,200.5,0.5]".repeat(16);
    String flat = "100,200,0.5" + ",100,200,0.5".repeat(16);
    String flat25 = flat + ",100,200,0.5".repeat(8);
    return List.of(
        FrameMessage.encode(Frames.at(40)),
        blocksOfOne(51),
        frame.getBytes(UTF_8),
        frame.replace("\"3\"", "7").getBytes(UTF_8),
        "{\"people\":[{\"person_id\":[1],\"pose_keypoints_2d\":[%s]}]}"
            .formatted(flat25)
            .getBytes(UTF_8),
        "[{\"image_id\":\"1.jpg\",\"category_id\":1,\"idx\":1.5,\"keypoints\":[%s],\"score\":2.1}]"
            .formatted(flat)
            .getBytes(UTF_8),
        "{\"predictions\":[[{\"track_id\":1,\"keypoints\":[%s],\"keypoint_scores\":[0.5],\"bbox\":[1,2,3,4]}]]}"
            .formatted(joints)
            .getBytes(UTF_8),
        "[{\"name\":\"person\",\"track_id\":1e2,\"keypoints\":{\"x\":[1,2],\"y\":[1,2],\"visible\":[1,1]}}]"
            .getBytes(UTF_8),
        ("0 0.5 0.5 0.1 0.1 " + flat.replace(',', ' ') + " 3").getBytes(UTF_8),
        "{\"landmarks\":[[{\"x\":0.5,\"y\":0.5,\"z\":0,\"visibility\":0.9}]]}".getBytes(UTF_8),
        "{\"id\":\"1\",\"timestamp\":\"2025-01-01T00:00:00Z\",\"sensorId\":\"s\",\"objects\":[{\"id\":\"1\",\"pose\":{\"type\":\"pose2D\",\"keypoints\":[]}}]}"
            .getBytes(UTF_8),
        new byte[] {10, 1, 49, 18, 8, 8, 1, 16, 2, 26, 3, 97, 98, 99, 34, 1, 115, 42, 2, 8, 1},
        "{\"objects\":[{\"id\":4,\"keypoints\":[%s],\"detection\":{\"confidence\":0.9}}],\"timestamp\":1}"
            .formatted(flat)
            .getBytes(UTF_8),
        "{\"id\":\"m\",\"type\":\"rules\",\"effective_from_ms\":1,\"cameras\":{\"cam\":{\"labels\":{\"fall\":{\"enter\":0.9,\"exit\":0.1}},\"zones\":{\"z\":[[0,0],[1,0],[1,1]]}}}}"
            .getBytes(UTF_8),
        "{\"id\":\"m\",\"type\":\"model\",\"step\":\"load\",\"bundle\":\"b\",\"replaces\":\"person\"}"
            .getBytes(UTF_8));
  }
}
