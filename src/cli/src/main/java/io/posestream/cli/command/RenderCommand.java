package io.posestream.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.view.feed.FileFeed;
import io.posestream.view.model.EventModels;
import io.posestream.view.picture.ContactSheet;
import io.posestream.view.picture.MovingPicture;
import io.posestream.view.picture.Story;
import io.posestream.view.picture.StoryTeller;
import io.posestream.view.store.ViewStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that draws an event or a part of a recording. */
@Command(
    name = "render",
    description = {
      "Draw an event, or a part of a camera: skeletons, what the model saw, scores over time.",
      "A .png is a contact sheet, a .gif moves."
    },
    mixinStandardHelpOptions = true)
final class RenderCommand implements Callable<Integer> {
  private static final long FRAME_BYTES = 512L << 20;

  @Parameters(paramLabel = "REC.jsonl", description = "Recording: JSON lines, optionally gzip.")
  private Path recording;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Takes the picture: .png or .gif.")
  private Path out;

  @Option(names = "--events", paramLabel = "FILE", description = "Its events, as demo writes them.")
  private @Nullable Path events;

  @Option(names = "--scores", paramLabel = "FILE", description = "Its scores, as demo writes them.")
  private @Nullable Path scores;

  @Option(
      names = "--event",
      paramLabel = "ID|ACTION",
      description = "Event to draw: its id, or an action, whose surest event is drawn.")
  private @Nullable String event;

  @Option(names = "--camera", paramLabel = "ID", description = "Camera to draw without an event.")
  private @Nullable String camera;

  @Option(
      names = "--from",
      paramLabel = "SECONDS",
      description = "Begin of the part, in the recording's time; default ${DEFAULT-VALUE}.")
  private double from;

  @Option(
      names = "--to",
      paramLabel = "SECONDS",
      description = "End of the part; default 10 s after its begin.")
  private @Nullable Double to;

  @Option(
      names = "--stream",
      paramLabel = "joint|limb",
      description = "Heatmaps to paint; default ${DEFAULT-VALUE}.")
  private HeatmapStream stream = HeatmapStream.JOINT;

  @Option(
      names = "--columns",
      paramLabel = "N",
      description = "Instants on a sheet; default ${DEFAULT-VALUE}.")
  private int columns = 6;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description = "Pictures a second of a .gif; default ${DEFAULT-VALUE}.")
  private int fps = 10;

  @Option(names = "--model", paramLabel = "DIR", description = "Bundle that answered.")
  private Path model = Home.clipModel();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  RenderCommand() {}

  @Override
  public Integer call() throws IOException {
    check();
    ViewStore store = new ViewStore(FRAME_BYTES);
    FileFeed feed = new FileFeed(store);
    if (events != null) {
      feed.events(Home.existingFile(spec, "--events", events));
    }
    if (scores != null) {
      feed.scores(Home.existingFile(spec, "--scores", scores));
    }
    feed.recording(recording, Progress.of("read", recording));
    draw(story(new StoryTeller(store)));
    spec.commandLine().getOut().println(out);
    return 0;
  }

  private void check() {
    Home.existingFile(spec, "REC.jsonl", recording);
    Home.existingFolder(spec, "--model", model);
    Home.writableFile(spec, "--out", out);
    if (!moves() && !name().endsWith(".png")) {
      throw Home.refused(spec, "--out", "a name that ends in .png or .gif", out);
    }
    if (columns < 1 || columns > 24) {
      throw Home.refused(spec, "--columns", "a number in 1..24", columns);
    }
    if (fps < 1 || fps > 50) {
      throw Home.refused(spec, "--fps", "a number in 1..50", fps);
    }
    if ((event == null) == (camera == null)) {
      throw new ParameterException(
          spec.commandLine(), "expected either --event ID or --camera ID, got both or neither");
    }
  }

  private boolean moves() {
    return name().endsWith(".gif");
  }

  private String name() {
    return out.toString().toLowerCase(Locale.ROOT);
  }

  private Story story(StoryTeller teller) {
    if (camera != null) {
      return teller.of(camera, 1000 * from, 1000 * (to == null ? from + 10 : to));
    }
    String wanted = String.valueOf(event);
    JsonNode surest =
        teller
            .event(wanted)
            .orElseThrow(
                () -> Home.refused(spec, "--event", "an event or action in --events", wanted));
    try (EventModels models = PageArguments.models(model)) {
      return teller.of(surest, models, stream);
    }
  }

  private void draw(Story story) throws IOException {
    if (moves()) {
      MovingPicture.write(story, fps, out);
    } else {
      ContactSheet.write(ContactSheet.of(story, columns), out);
    }
  }
}
