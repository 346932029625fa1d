package io.posestream.benchmarks.estimator;

import io.posestream.estimator.CameraPoses;
import io.posestream.estimator.EstimatorSettings;
import io.posestream.estimator.PoseEstimator;
import io.posestream.estimator.network.PictureInput;
import io.posestream.estimator.source.PictureSource;
import io.posestream.estimator.source.SourceSettings;
import io.posestream.estimator.source.TimedPicture;
import io.posestream.estimator.source.VideoFile;
import io.posestream.onnx.bundle.EstimatorBundle;
import io.posestream.onnx.session.PictureSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the estimator on one core beside ONNX Runtime alone. */
@Command(
    name = "estimator",
    description = {
      "Measure the estimator on one core: from the video file to frames with ids, beside",
      "ONNX Runtime alone on the same pictures, turn by turn. Times are those of the processor."
    },
    mixinStandardHelpOptions = true)
public final class EstimatorBenchCommand implements Callable<Integer> {
  private static final int WARM_UP = 20;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double ALL_PICTURES = 1000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Parameters(paramLabel = "VIDEO", description = "Video file.")
  private Path video;

  @Option(
      names = "--size",
      split = ",",
      paramLabel = "PIXELS",
      description = "Long sides to measure; default 256,384.")
  private List<Integer> sizes = List.of(256, 384);

  @Option(names = "--estimator", paramLabel = "DIR", description = "Bundle of the estimator.")
  private Path bundle =
      Path.of(System.getProperty("posestream.home", "."), "models", "movenet-multipose");

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EstimatorBenchCommand() {}

  /** What the pictures cost, in nanoseconds of the processor. */
  private static final class Cost {
    private long pictures;
    private long reading;
    private long estimating;
    private long bare;

    private double millis(long nanos) {
      return nanos / NANOS_PER_MILLI / pictures;
    }

    private double rate(long nanos) {
      return NANOS_PER_SECOND * pictures / nanos;
    }

    private double overhead() {
      return 100.0 * (reading + estimating - bare) / bare;
    }
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "| long side | pictures | decode, scale | poses, ids | ONNX Runtime alone | frames/s"
            + " | alone | overhead |");
    out.println("|---|---|---|---|---|---|---|---|");
    for (int size : sizes) {
      Cost cost = measured(size);
      out.printf(
          "| %d | %d | %.2f ms | %.2f ms | %.2f ms | %.1f | %.1f | %.1f %% |%n",
          size,
          cost.pictures,
          cost.millis(cost.reading),
          cost.millis(cost.estimating),
          cost.millis(cost.bare),
          cost.rate(cost.reading + cost.estimating),
          cost.rate(cost.bare),
          cost.overhead());
    }
    return 0;
  }

  private Cost measured(int size) throws IOException {
    EstimatorBundle network = EstimatorBundle.read(bundle);
    EstimatorSettings settings = EstimatorSettings.DEFAULTS.withSize(size);
    SourceSettings pictures = SourceSettings.DEFAULTS.withSize(size).withRate(ALL_PICTURES);
    try (PoseEstimator estimator = PoseEstimator.open(bundle, settings);
        PictureSession bare = PictureSession.open(network, 1);
        PictureSource source = VideoFile.open(video, pictures)) {
      return run(source, estimator.camera("bench", ""), bare, network.sideMultiple());
    }
  }

  private Cost run(PictureSource source, CameraPoses camera, PictureSession bare, int multiple)
      throws IOException {
    PictureInput input = new PictureInput(multiple);
    Cost cost = new Cost();
    for (int i = 0; ; i++) {
      long start = threads.getCurrentThreadCpuTime();
      Optional<TimedPicture> next = source.next();
      long read = threads.getCurrentThreadCpuTime();
      if (next.isEmpty()) {
        return cost;
      }
      TimedPicture picture = next.get();
      camera.frame(picture.picture(), picture.micros());
      long estimated = threads.getCurrentThreadCpuTime();
      input.put(picture.picture());
      long prepared = threads.getCurrentThreadCpuTime();
      bare.run(input.values(), input.canvas().height(), input.canvas().width());
      long end = threads.getCurrentThreadCpuTime();
      if (i >= WARM_UP) {
        cost.pictures++;
        cost.reading += read - start;
        cost.estimating += estimated - read;
        cost.bare += end - prepared;
      }
    }
  }
}
