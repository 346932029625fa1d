package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.posestream.core.sampling.UniformSampler;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeatmapCommandTest {
  private final Path clip;
  private final Path out;
  private final PoseSequence poses = poses();

  HeatmapCommandTest(@TempDir Path folder) throws IOException {
    clip = ClipJson.write(poses, ClipJson.Scores.WRITTEN, folder.resolve("clip.json"));
    out = folder.resolve("v.npy");
  }

  @Test
  void paintsWhatTheVolumeBuilderPaints() throws IOException {
    CommandRun run =
        CommandRun.of(
            "heatmap",
            clip.toString(),
            "--out",
            out.toString(),
            "--dialect",
            "pyskl",
            "--stream",
            "limb",
            "--clip-len",
            "6",
            "--num-clips",
            "2",
            "--flip",
            "--resize",
            "20x24",
            "--center-crop",
            "none",
            "--sigma",
            "0.8",
            "--scaling",
            "0.5");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(NpyFile.read(out).shape()).containsExactly(4, 17, 6, 10, 12);
    Preprocessing preprocessing =
        new Preprocessing(
            Dialect.PYSKL,
            6,
            2,
            Flip.MIRRORED,
            Compaction.REFERENCE,
            new ResizeRule.Exact(20, 24),
            OptionalInt.empty(),
            0.8,
            0.5,
            JointScores.PEAK);
    assertThat(NpyFile.read(out).values()).isEqualTo(painted(preprocessing, HeatmapStream.LIMB));
  }

  @Test
  void defaultsToTheReferencesTestPipeline() throws IOException {
    CommandRun run = CommandRun.of("heatmap", clip.toString(), "--out", out.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("volume [1, 17, 48, 64, 64]");
    Preprocessing preprocessing =
        new Preprocessing(
            Dialect.MMACTION2,
            48,
            1,
            Flip.NONE,
            Compaction.REFERENCE,
            new ResizeRule.ShortSide(64),
            OptionalInt.of(64),
            0.6,
            1,
            JointScores.PEAK);
    assertThat(NpyFile.read(out).values()).isEqualTo(painted(preprocessing, HeatmapStream.JOINT));
  }

  @Test
  void printsWhatWasDoneAsJson() throws IOException {
    CommandRun run =
        CommandRun.of(
            "heatmap",
            clip.toString(),
            "--out",
            out.toString(),
            "--json",
            "--clip-len",
            "4",
            "--resize",
            "56x56");

    assertThat(run.outLines()).hasSize(1);
    var report = new ObjectMapper().readTree(run.out());
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly("frame_inds", "img_shape_compact", "img_shape_final", "volume_shape");
    assertThat(report.get("frame_inds"))
        .hasToString(
            new ObjectMapper()
                .valueToTree(UniformSampler.sample(Dialect.MMACTION2, 9, 4, 1))
                .toString());
    assertThat(report.get("img_shape_final")).hasToString("[56,56]");
    assertThat(report.get("volume_shape")).hasToString("[1,17,4,56,56]");
  }

  @Test
  void takesStreamsInAnyCase() {
    assertThat(
            CommandRun.of("heatmap", clip.toString(), "--out", out.toString(), "--stream", "LIMB")
                .exitCode())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "--scaling 0.001, 2, '--scaling: expected one that leaves a pixel of 64x64, got'",
    "--clip-len 1000000 --resize 4096x4096, 1, expected a volume of at most 2 GiB",
  })
  void refusesAVolumeNobodyCouldUse(String options, int exitCode, String message) {
    List<String> arguments =
        new ArrayList<>(List.of("heatmap", clip.toString(), "--out", out.toString()));
    arguments.addAll(List.of(options.split(" ")));

    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(out).doesNotExist();
  }

  private FloatBuffer painted(Preprocessing preprocessing, HeatmapStream stream) {
    int[] frames =
        UniformSampler.sample(
            preprocessing.dialect(),
            poses.frames(),
            preprocessing.clipLength(),
            preprocessing.clips());
    VolumeBuilder builder = new VolumeBuilder(preprocessing, stream, KeypointLayout.COCO17);
    FloatBuffer volume =
        FloatBuffer.allocate((int) builder.prepare(poses.select(frames)).volume().size());
    builder.paint(volume, 0);
    return volume;
  }

  private static PoseSequence poses() {
    Random random = new Random(3);
    float[] coordinates = new float[2 * 2 * 9 * 17];
    float[] scores = new float[2 * 9 * 17];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = 50 + 300 * random.nextFloat();
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextFloat();
    }
    return new PoseSequence(2, 9, 17, coordinates, scores, 480, 640);
  }
}
