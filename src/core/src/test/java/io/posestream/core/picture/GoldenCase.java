package io.posestream.core.picture;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.FrameSampling;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/**
 * A recording with pictures and what the reference makes of it.
 *
 * @param manifest its entry in manifest.json
 * @param folder its arrays and pictures
 */
record GoldenCase(JsonNode manifest, Path folder) {
  static final PicturePreprocessing PICTURES =
      new PicturePreprocessing(
          8, 256, 256, List.of(123.675f, 116.28f, 103.53f), List.of(58.395f, 57.12f, 57.375f));

  Preprocessing preprocessing() {
    return new Preprocessing(
        Dialect.MMACTION2,
        32,
        manifest.get("num_clips").asInt(),
        Flip.NONE,
        Compaction.REFERENCE,
        new ResizeRule.Exact(256, 256),
        OptionalInt.empty(),
        0.7,
        0.25,
        manifest.get("has_score").asBoolean() ? JointScores.PEAK : JointScores.IGNORED,
        FrameSampling.REFERENCE,
        Optional.of(PICTURES));
  }

  VolumeBuilder builder() {
    return new VolumeBuilder(preprocessing(), HeatmapStream.JOINT, KeypointLayout.COCO17);
  }

  int totalFrames() {
    return manifest.get("total_frames").asInt();
  }

  /** Returns the sampled poses as they lie in the pictures. */
  PoseSequence decoded() {
    int persons = manifest.get("persons").asInt();
    int points = persons * totalFrames() * 17;
    PoseSequence whole =
        new PoseSequence(
            persons,
            totalFrames(),
            17,
            floats("keypoint.f32"),
            manifest.get("has_score").asBoolean() ? floats("score.f32") : new float[points],
            manifest.get("img_shape_annotation").get(0).asInt(),
            manifest.get("img_shape_annotation").get(1).asInt());
    return whole
        .select(ints("pose_inds.i32"))
        .inImageOf(
            manifest.get("img_shape_decoded").get(0).asInt(),
            manifest.get("img_shape_decoded").get(1).asInt());
  }

  /** Returns the box of the manifest. */
  PictureBox box() {
    JsonNode box = manifest.get("box_xyxy");
    int left = box.get(0).asInt();
    int top = box.get(1).asInt();
    return new PictureBox(left, top, box.get(2).asInt() - left, box.get(3).asInt() - top);
  }

  /** Returns the pictures of all slots. */
  PictureClip clip() {
    Map<Integer, PixelImage> images = new HashMap<>();
    for (JsonNode frame : manifest.get("frames")) {
      images.put(frame.get("index").asInt(), image(frame.get("file").asText()));
    }
    List<PixelImage> slots = new ArrayList<>();
    for (int index : ints("rgb_inds.i32")) {
      slots.add(images.get(index));
    }
    return new PictureClip(slots);
  }

  PixelImage image(String file) {
    try {
      BufferedImage read = ImageIO.read(folder.resolve(file).toFile());
      byte[] pixels = new byte[3 * read.getWidth() * read.getHeight()];
      for (int y = 0; y < read.getHeight(); y++) {
        for (int x = 0; x < read.getWidth(); x++) {
          int rgb = read.getRGB(x, y);
          int at = 3 * (y * read.getWidth() + x);
          pixels[at] = (byte) (rgb >> 16);
          pixels[at + 1] = (byte) (rgb >> 8);
          pixels[at + 2] = (byte) rgb;
        }
      }
      return PixelImage.owning(read.getWidth(), read.getHeight(), pixels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int[] ints(String file) {
    ByteBuffer bytes = bytes(file);
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  float[] floats(String file) {
    ByteBuffer bytes = bytes(file);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** Returns the indices and values that are not 0, of the stored views one after the other. */
  ByteBuffer heatmaps() {
    Path file = folder.resolve("heatmap.sparse.gz");
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ByteBuffer bytes(String file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file)))
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
