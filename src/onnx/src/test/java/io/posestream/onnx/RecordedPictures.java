package io.posestream.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.picture.PictureClip;
import io.posestream.core.picture.PicturePainter;
import io.posestream.core.picture.PicturePreprocessing;
import io.posestream.core.picture.PixelImage;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.FrameSampling;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;

/** A recording with pictures, from its files to the two inputs of the network. */
final class RecordedPictures {
  private static final PicturePreprocessing PICTURES =
      new PicturePreprocessing(
          8, 256, 256, List.of(123.675f, 116.28f, 103.53f), List.of(58.395f, 57.12f, 57.375f));

  private final Path folder;
  private final JsonNode manifest;

  RecordedPictures(Path spec, String id) throws IOException {
    folder = spec.resolve("pre").resolve(id);
    JsonNode all = new ObjectMapper().readTree(spec.resolve("manifest.json").toFile());
    JsonNode found = all.get("pre").get("cases").get(0);
    for (JsonNode each : all.get("pre").get("cases")) {
      found = each.get("id").asText().equals(id) ? each : found;
    }
    manifest = found;
  }

  /** Samples, cuts and paints. */
  void paint(FloatBuffer heatmaps, FloatBuffer pictures) throws IOException {
    Preprocessing preprocessing = preprocessing();
    int frames = manifest.get("total_frames").asInt();
    VolumeBuilder painter =
        new VolumeBuilder(preprocessing, HeatmapStream.JOINT, KeypointLayout.COCO17);
    painter.prepare(recording(frames).select(preprocessing.sample(frames)));
    painter.paint(heatmaps, 0);
    List<PixelImage> images = new ArrayList<>();
    for (int index : preprocessing.samplePictures(frames)) {
      images.add(image(folder.resolve("frames").resolve("f%04d.png".formatted(index))));
    }
    new PicturePainter(PICTURES).paint(new PictureClip(images), painter.pictureBox(), pictures, 0);
  }

  private Preprocessing preprocessing() {
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
        JointScores.PEAK,
        FrameSampling.REFERENCE,
        Optional.of(PICTURES));
  }

  private PoseSequence recording(int frames) throws IOException {
    return new PoseSequence(
        manifest.get("persons").asInt(),
        frames,
        17,
        ReferenceFiles.floats(folder.resolve("keypoint.f32")),
        ReferenceFiles.floats(folder.resolve("score.f32")),
        manifest.get("img_shape_annotation").get(0).asInt(),
        manifest.get("img_shape_annotation").get(1).asInt());
  }

  private static PixelImage image(Path file) throws IOException {
    BufferedImage read = ImageIO.read(file.toFile());
    int width = read.getWidth();
    byte[] pixels = new byte[3 * width * read.getHeight()];
    for (int i = 0; i < pixels.length; i++) {
      int rgb = read.getRGB(i / 3 % width, i / 3 / width);
      pixels[i] = (byte) (rgb >> (16 - 8 * (i % 3)));
    }
    return PixelImage.owning(width, read.getHeight(), pixels);
  }
}
