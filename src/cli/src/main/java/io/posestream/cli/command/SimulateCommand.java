package io.posestream.cli.command;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.Window;
import io.posestream.evaluation.file.TruthFile;
import io.posestream.evaluation.measure.TruthInterval;
import io.posestream.formats.recording.RecordingWriter;
import io.posestream.testkit.picture.CarriedBoxes;
import io.posestream.testkit.simulation.DemoScenes;
import io.posestream.testkit.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that writes recordings of simulated people. */
@Command(
    name = "simulate",
    description = "Write a recording of simulated people, for demos and load tests.",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
  private static final int MOST_BOXES = 10_000;

  /** The scene to simulate. */
  enum SceneName {
    DEMO,
    CALM,
    CROWD,
    BOXES
  }

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File for the recording; compressed if it ends in .gz.")
  private Path out;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "File for the truth, which evaluate reads; compressed if it ends in .gz.")
  private @Nullable Path truth;

  @Option(names = "--scene", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private SceneName scene = SceneName.DEMO;

  @Option(
      names = "--persons",
      paramLabel = "N",
      description =
          "Number of people in the crowd, or of people with boxes, each on a camera of its own;"
              + " default ${DEFAULT-VALUE}.")
  private int persons = 10;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of the crowd recording; default ${DEFAULT-VALUE}.")
  private double seconds = 30;

  @Option(
      names = "--fps",
      paramLabel = "F",
      description = "Frames per second of the crowd recording; default ${DEFAULT-VALUE}.")
  private double fps = 20;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the people with boxes; default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  SimulateCommand() {}

  @Override
  public Integer call() throws IOException {
    check();
    Simulation simulation =
        switch (scene) {
          case DEMO -> DemoScenes.demo();
          case CALM -> DemoScenes.calm();
          case CROWD -> DemoScenes.crowd(persons, seconds, fps);
          case BOXES -> CarriedBoxes.scenes(persons, seed);
        };
    write(simulation.frames());
    spec.commandLine().getOut().printf("%d frames in %s%n", simulation.frames().size(), out);
    if (truth != null) {
      TruthFile.write(truths(simulation), truth);
      spec.commandLine().getOut().printf("%d truths in %s%n", simulation.truths().size(), truth);
    }
    return 0;
  }

  // Only drawn scenes have pictures, and they show nobody.
  private void write(List<PoseFrame> frames) throws IOException {
    try (RecordingWriter writer = RecordingWriter.open(out)) {
      for (PoseFrame frame : frames) {
        writer.writeWithPicture(frame);
      }
    }
  }

  private void check() {
    Home.writableFile(spec, "--out", out);
    if (truth != null) {
      Home.writableFile(spec, "--truth", truth);
    }
    int most = scene == SceneName.BOXES ? MOST_BOXES : DemoScenes.LARGEST_CROWD;
    if (persons < 1 || persons > most) {
      throw Home.refused(spec, "--persons", "a number in 1.." + most, persons);
    }
    requirePositive("--seconds", seconds);
    requirePositive("--fps", fps);
  }

  private static List<TruthInterval> truths(Simulation simulation) {
    return simulation.truths().stream()
        .map(
            what ->
                new TruthInterval(
                    what.camera(),
                    what.label(),
                    new Window(what.startMillis(), what.endMillis()),
                    what.tracks()))
        .toList();
  }

  private void requirePositive(String argument, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw Home.refused(spec, argument, "a positive number", value);
    }
  }
}
