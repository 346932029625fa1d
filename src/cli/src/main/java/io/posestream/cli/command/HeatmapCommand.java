package io.posestream.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeReport;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.UniformSampler;
import io.posestream.formats.clipfile.ClipFile;
import io.posestream.formats.clipfile.NumpyArray;
import io.posestream.formats.clipfile.RecordedClip;
import io.posestream.formats.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the preprocessing alone, from a recorded clip to its heatmap volume. */
@Command(
    name = "heatmap",
    description = "Paint the heatmap volume of a recorded clip, as the model would see it.",
    mixinStandardHelpOptions = true)
final class HeatmapCommand implements Callable<Integer> {
  private static final Pattern SHORT_SIDE = Pattern.compile("short:(\\d{1,5})");
  private static final Pattern EXACT = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final int DEFAULT_SIDE = 64;
  private static final int MOST_FRAMES = 1_000_000;

  @Parameters(paramLabel = "CLIP", description = "mmaction2 annotation as .json or .npz.")
  private Path clip;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "V.npy",
      description = "Takes little-endian float32 [views, joints or limbs, L, H, W].")
  private Path out;

  @Option(names = "--json", description = "Print what was done as JSON.")
  private boolean json;

  @Option(
      names = "--dialect",
      description = "mmaction or pyskl: sampler, score threshold and default size.")
  private String dialect = "mmaction";

  @Option(names = "--stream", description = "joint or limb; default ${DEFAULT-VALUE}.")
  private HeatmapStream stream = HeatmapStream.JOINT;

  @Option(
      names = "--clip-len",
      paramLabel = "N",
      description = "Frames per clip; default ${DEFAULT-VALUE}.")
  private int clipLength = 48;

  @Option(
      names = "--num-clips",
      paramLabel = "N",
      description = "Clips sampled from the recording; default ${DEFAULT-VALUE}.")
  private int clips = 1;

  @Option(names = "--flip", description = "Append the mirrored views.")
  private boolean flip;

  @Option(
      names = "--resize",
      paramLabel = "RULE",
      description = "short:N or HEIGHTxWIDTH; default short:64 for mmaction, 64x64 for pyskl.")
  private @Nullable String resize;

  @Option(
      names = "--center-crop",
      paramLabel = "N",
      description = "Side of the crop or none; default N of short:N for mmaction, else none.")
  private @Nullable String centerCrop;

  @Option(
      names = "--sigma",
      paramLabel = "S",
      description = "Of the Gaussians, in pixels; default ${DEFAULT-VALUE}.")
  private double sigma = 0.6;

  @Option(
      names = "--scaling",
      paramLabel = "S",
      description = "Of the heatmap against the resized image; default ${DEFAULT-VALUE}.")
  private double scaling = 1;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  HeatmapCommand() {}

  @Override
  public Integer call() throws IOException {
    Preprocessing preprocessing = preprocessing();
    Home.existingFile(spec, "CLIP", clip);
    Home.writableFile(spec, "--out", out);
    RecordedClip recorded = ClipFile.readSingle(clip);
    PoseSequence poses = coco17(recorded);
    int[] frames =
        UniformSampler.sample(preprocessing.dialect(), poses.frames(), clipLength, clips);
    VolumeBuilder builder = new VolumeBuilder(preprocessing, stream, KeypointLayout.COCO17);
    VolumeReport report = builder.prepare(poses.select(frames));
    checkPixels(report);
    FloatBuffer volume = buffer(report.volume());
    builder.paint(volume, 0);
    NumpyArray.write(volume, shape(report.volume()), out);
    spec.commandLine().getOut().println(json ? line(frames, report) : text(report));
    return 0;
  }

  private void checkPixels(VolumeReport report) {
    if (report.volume().height() < 1 || report.volume().width() < 1) {
      throw Home.refused(
          spec,
          "--scaling",
          "one that leaves a pixel of %dx%d".formatted(report.finalHeight(), report.finalWidth()),
          scaling);
    }
  }

  private PoseSequence coco17(RecordedClip recorded) {
    PoseSequence poses = recorded.poses();
    KeypointLayout layout = recorded.layout().orElse(KeypointLayout.COCO17);
    if (poses.joints() != layout.joints()) {
      throw new CommandFailedException(
          "%s: expected 17 joints (coco17), got %d; a clip of other joints says so: \"layout\" is one of %s"
              .formatted(clip, poses.joints(), KeypointLayout.ids()));
    }
    return layout == KeypointLayout.COCO17 ? poses : poses.toCoco17(layout);
  }

  private Preprocessing preprocessing() {
    Dialect chosen =
        Dialect.named(dialect)
            .orElseThrow(() -> Home.refused(spec, "--dialect", "mmaction or pyskl", dialect));
    checkFrames();
    ResizeRule rule = resizeRule(chosen);
    try {
      return preprocessing(chosen, rule);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private void checkFrames() {
    if (clipLength < 1) {
      throw Home.refused(spec, "--clip-len", "a positive number of frames", clipLength);
    }
    if ((long) clipLength * clips > MOST_FRAMES) {
      throw Home.refused(
          spec,
          "--clip-len, --num-clips",
          "at most %d frames in all".formatted(MOST_FRAMES),
          (long) clipLength * clips);
    }
  }

  private Preprocessing preprocessing(Dialect chosen, ResizeRule rule) {
    return new Preprocessing(
        chosen,
        clipLength,
        clips,
        flip ? Flip.MIRRORED : Flip.NONE,
        Compaction.REFERENCE,
        rule,
        crop(chosen, rule),
        sigma,
        scaling,
        JointScores.PEAK);
  }

  private ResizeRule resizeRule(Dialect chosen) {
    if (resize == null) {
      return chosen == Dialect.MMACTION2
          ? new ResizeRule.ShortSide(DEFAULT_SIDE)
          : new ResizeRule.Exact(DEFAULT_SIDE, DEFAULT_SIDE);
    }
    Matcher shortSide = SHORT_SIDE.matcher(resize);
    if (shortSide.matches()) {
      return new ResizeRule.ShortSide(side("--resize", shortSide.group(1)));
    }
    Matcher exact = EXACT.matcher(resize);
    if (exact.matches()) {
      return new ResizeRule.Exact(
          side("--resize", exact.group(1)), side("--resize", exact.group(2)));
    }
    throw Home.refused(spec, "--resize", "short:N or HEIGHTxWIDTH", resize);
  }

  private OptionalInt crop(Dialect chosen, ResizeRule rule) {
    if (centerCrop == null) {
      return chosen == Dialect.MMACTION2 && rule instanceof ResizeRule.ShortSide shortSide
          ? OptionalInt.of(shortSide.side())
          : OptionalInt.empty();
    }
    return centerCrop.equals("none")
        ? OptionalInt.empty()
        : OptionalInt.of(side("--center-crop", centerCrop));
  }

  private int side(String argument, String text) {
    int pixels = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (pixels < 1 || pixels > 4096) {
      throw Home.refused(spec, argument, "pixels in 1..4096", text);
    }
    return pixels;
  }

  private static FloatBuffer buffer(VolumeShape shape) {
    long bytes = bytes(shape);
    if (bytes > Integer.MAX_VALUE) {
      throw new CommandFailedException(
          "expected a volume of at most 2 GiB, got %d bytes for %s".formatted(bytes, shape));
    }
    try {
      return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    } catch (OutOfMemoryError e) {
      throw new CommandFailedException(
          "expected memory for a volume of %d bytes: POSESTREAM_JAVA_OPTS=-Xmx4g gives more"
              .formatted(bytes),
          e);
    }
  }

  private static long bytes(VolumeShape shape) {
    long bytes = Float.BYTES;
    for (int size : shape(shape)) {
      bytes *= size;
    }
    return bytes;
  }

  private static int[] shape(VolumeShape shape) {
    return new int[] {
      shape.views(), shape.channels(), shape.frames(), shape.height(), shape.width()
    };
  }

  private static String line(int[] frames, VolumeReport report) {
    ObjectNode line = Json.MAPPER.createObjectNode();
    line.set("frame_inds", Json.MAPPER.valueToTree(frames));
    line.putArray("img_shape_compact").add(report.compactHeight()).add(report.compactWidth());
    line.putArray("img_shape_final").add(report.finalHeight()).add(report.finalWidth());
    line.set("volume_shape", Json.MAPPER.valueToTree(shape(report.volume())));
    return Json.line(line);
  }

  private String text(VolumeReport report) {
    return "%s: volume %s, cropped to %dx%d px"
        .formatted(
            out,
            Arrays.toString(shape(report.volume())),
            report.compactWidth(),
            report.compactHeight());
  }
}
