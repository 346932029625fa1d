package io.posestream.benchmarks;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.VolumeBuffer;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Our side of the comparison with peers, which asks for one run at a time so that both sides take
 * turns under the same noise: src/benchmarks/peers.
 *
 * <p>Reads requests from stdin, a line each, and answers each with a line: {@code raster N} and
 * {@code clip N} with the nanoseconds that a clip of N persons took, {@code poses N FOLDER} with
 * {@code ok} after it wrote what the rasteriser took and gave, as little-endian floats.
 */
public final class PeerProcess {
  private final OnnxActionModel model;
  private final Map<Integer, Raster> rasters = new HashMap<>();
  private final Map<Integer, List<PoseSequence>> clips = new HashMap<>();

  private PeerProcess(OnnxActionModel model) {
    this.model = model;
  }

  /**
   * Answers until stdin ends.
   *
   * @param args folder of the bundle
   */
  public static void main(String[] args) throws IOException {
    try (OnnxActionModel model =
            OnnxActionModel.open(
                Bundle.read(Path.of(args[0])), OnnxOptions.DEFAULTS.withDevice(Device.CPU));
        BufferedReader requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      PeerProcess process = new PeerProcess(model);
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        System.out.println(process.answer(line.split(" ")));
      }
    }
  }

  private String answer(String[] request) throws IOException {
    int persons = Integer.parseInt(request[1]);
    return switch (request[0]) {
      case "raster" -> Long.toString(rasters.computeIfAbsent(persons, Raster::new).nanos());
      case "clip" -> Long.toString(clipNanos(persons));
      case "poses" -> {
        rasters.computeIfAbsent(persons, Raster::new).write(Path.of(request[2]));
        yield "ok";
      }
      default -> throw new IllegalArgumentException("expected a request, got " + request[0]);
    };
  }

  private long clipNanos(int persons) {
    List<PoseSequence> clip =
        clips.computeIfAbsent(
            persons,
            many ->
                List.of(CrowdClips.of(many, model.description().preprocessing().sampledFrames())));
    long start = System.nanoTime();
    model.score(clip);
    return System.nanoTime() - start;
  }

  /** One crowd on its way to a volume. */
  private static final class Raster {
    private final PoseSequence poses;
    private final VolumeBuilder builder =
        new VolumeBuilder(
            ReferenceVolume.PREPROCESSING, HeatmapStream.JOINT, KeypointLayout.COCO17);
    private final VolumeBuffer volume;

    Raster(int persons) {
      poses = CrowdClips.of(persons, ReferenceVolume.PREPROCESSING.sampledFrames());
      volume = VolumeBuffer.allocate((int) builder.prepare(poses).volume().size());
    }

    long nanos() {
      long start = System.nanoTime();
      builder.prepare(poses);
      builder.paint(volume, 0);
      return System.nanoTime() - start;
    }

    void write(Path folder) throws IOException {
      nanos();
      float[] scores = new float[poses.persons() * poses.frames() * poses.joints()];
      poses.copyScoresTo(scores);
      float[] painted = new float[volume.values().limit()];
      volume.values().get(0, painted);
      write(folder.resolve("coordinates.f32"), builder.finalCoordinates());
      write(folder.resolve("scores.f32"), scores);
      write(folder.resolve("volume.f32"), painted);
    }

    private static void write(Path file, float[] values) throws IOException {
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
      FloatBuffer floats = bytes.asFloatBuffer();
      floats.put(values);
      Files.write(file, bytes.array());
    }
  }
}
