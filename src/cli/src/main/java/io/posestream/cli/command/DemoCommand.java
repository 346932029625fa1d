package io.posestream.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.cli.demo.DemoPipeline;
import io.posestream.cli.demo.Outcome;
import io.posestream.cli.demo.Replayed;
import io.posestream.cli.page.BrowserPictures;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.RejectReason;
import io.posestream.estimator.CameraPoses;
import io.posestream.estimator.PoseEstimator;
import io.posestream.estimator.source.SourceSettings;
import io.posestream.estimator.source.VideoFile;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.json.FrameJson;
import io.posestream.formats.json.ScoresJson;
import io.posestream.formats.recording.Recording;
import io.posestream.formats.recording.Recording.Line;
import io.posestream.job.config.ConfigException;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.KafkaOptions;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the whole pipeline on a recording. */
@Command(
    name = "demo",
    description = {
      "Replay a recording through an embedded Kafka and Flink, print the action events, and end.",
      "With --video it finds the people in a video first; without --input and --video it plays",
      "simulated people (shipped with the project)."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String EXAMPLE =
      "{\"stream\":\"cam\",\"frame\":0,\"ts_ms\":0,\"w\":1280,\"h\":720,\"persons\":[..]}";

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Recording to play: JSON lines, optionally gzip.")
  private @Nullable Path input;

  @Option(
      names = "--video",
      paramLabel = "FILE",
      description = "Video to play, instead of a recording.")
  private @Nullable Path video;

  @Option(
      names = "--poses",
      paramLabel = "OUT.jsonl",
      description =
          "Takes the poses found in --video, a recording; default demo-output/poses.jsonl.gz.")
  private @Nullable Path poses;

  @Mixin private EstimatorArguments estimator;

  @Option(
      names = "--events",
      paramLabel = "OUT.jsonl",
      description = "Takes the events; default demo-output/events.jsonl.")
  private @Nullable Path events;

  @Option(
      names = "--scores",
      paramLabel = "OUT.jsonl",
      description = "Takes the scores of every window; default demo-output/scores.jsonl.")
  private @Nullable Path scores;

  @Option(
      names = "--dead-letters",
      paramLabel = "OUT.jsonl",
      description =
          "Takes the records that cannot be used; default demo-output/dead-letters.jsonl.")
  private @Nullable Path deadLetters;

  @Option(names = "--model", paramLabel = "DIR", description = "Bundle to use.")
  private Path model = Home.resolve(InferenceOptions.MODEL.defaultValue());

  @Option(
      names = "-D",
      paramLabel = "key=value",
      description = "Setting of the job that differs from conf/job.yaml.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--view",
      description = "Show it on a local page too, and go on serving the page until stopped.")
  private boolean view;

  @Option(
      names = "--browser-camera",
      description =
          "Play no recording but what the camera of the browser sees that opens the page, until"
              + " stopped.")
  private boolean browserCamera;

  @Mixin private PageArguments page;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  DemoCommand() {}

  @Override
  public Integer call() throws IOException {
    return browserCamera ? film() : replay();
  }

  private int replay() throws IOException {
    Home.existingFolder(spec, "--model", model);
    useModels();
    DemoPictures.decide(settings);
    Path recording = recording();
    Path eventFile = output("--events", events, "events.jsonl");
    Path scoreFile = output("--scores", scores, "scores.jsonl");
    Path deadLetterFile = output("--dead-letters", deadLetters, "dead-letters.jsonl");
    PrintWriter out = spec.commandLine().getOut();
    requireFrames(recording);
    Optional<DemoPage> shown = openPage(recording);
    Played played = play(recording, shown, out);
    write(played.outcome().events(), EventJson::line, eventFile);
    write(played.outcome().scores(), ScoresJson::line, scoreFile);
    write(played.outcome().deadLetters(), EventJson::line, deadLetterFile);
    printSummary(played, out);
    out.printf("events        %s%n", eventFile);
    out.printf("scores        %s%n", scoreFile);
    out.printf("dead letters  %s%n", deadLetterFile);
    shown.ifPresent(open -> serveOn(open, out));
    return 0;
  }

  private Optional<DemoPage> openPage(Path recording) throws IOException {
    if (!view) {
      return Optional.empty();
    }
    Map<String, Path> videos = video == null ? Map.of() : Map.of(cameraOf(video), video);
    return Optional.of(DemoPage.recorded(page, video == null ? recording : video, videos, model));
  }

  private int film() throws IOException {
    Home.existingFolder(spec, "--model", model);
    useModels();
    // Events of a camera that one stands before need not wait for a checkpoint.
    settings.putIfAbsent(KafkaOptions.DELIVERY.key(), "at-least-once");
    PrintWriter out = spec.commandLine().getOut();
    try (DemoPipeline pipeline = pipeline();
        BrowserPictures pictures =
            new BrowserPictures(
                estimator::open,
                pipeline.bootstrapServers(),
                Map.of(),
                KafkaOptions.FRAMES_TOPIC.defaultValue());
        DemoPage shown = DemoPage.filmed(page, pictures, model);
        Closeable feed = shown.follow(pipeline.bootstrapServers())::close) {
      out.printf("Page          %s; choose 'Use this computer's camera'%n", shown.address());
      out.println("Flink         running; events as they are committed; Ctrl-C stops:");
      out.println();
      out.println(EventLine.header());
      pipeline.runUntilStopped(event -> out.println(EventLine.of(event)));
    }
    return 0;
  }

  private static void serveOn(DemoPage shown, PrintWriter out) {
    try (shown) {
      out.printf("page          %s; Ctrl-C stops%n", shown.address());
      shown.await();
    }
  }

  private Path recording() throws IOException {
    if (video != null && input != null) {
      throw Home.refused(spec, "--input, --video", "one of them", "both");
    }
    if (video != null) {
      return ofVideo(Home.existingFile(spec, "--video", video));
    }
    return input == null
        ? Home.resolve("src/cli/src/main/recordings/simulated.jsonl.gz")
        : Home.existingFile(spec, "--input", input);
  }

  private Path ofVideo(Path file) throws IOException {
    Path recording = output("--poses", poses, "poses.jsonl.gz");
    SourceSettings taken = DemoPictures.sources(estimator.sources(), settings);
    String camera = cameraOf(file);
    try (PoseEstimator network = estimator.open();
        CameraCrew crew = new CameraCrew(spec)) {
      CameraPoses following = network.camera(camera, "");
      crew.add(camera, new CameraWork(VideoFile.open(file, taken), following));
      try (FrameTarget target = FrameTarget.recording(recording)) {
        crew.run(name -> target::take);
      }
      spec.commandLine().getOut().println("Video         " + crew.summaries().get(0));
    }
    return recording;
  }

  private String cameraOf(Path file) {
    return CameraIds.of(spec, List.of(file.toString()), List.of()).get(0);
  }

  private void printSummary(Played played, PrintWriter out) {
    out.println();
    new DemoSummary(played.recording(), played.outcome(), JobConfigFile.of(settings))
        .lines()
        .forEach(out::println);
  }

  /** What was played, and what came of it. */
  private record Played(Replayed recording, Outcome outcome) {}

  // Before a broker starts for it.
  private static void requireFrames(Path file) throws IOException {
    long lines = 0;
    String first = "";
    try (Recording recording = Recording.open(file)) {
      for (Optional<Line> line = recording.next(); line.isPresent(); line = recording.next()) {
        String fault = noFrame(line.get());
        if (fault.isEmpty()) {
          return;
        }
        first = lines == 0 ? ": " + fault : first;
        lines++;
      }
    }
    throw new CommandFailedException(
        "%s: expected a recording, lines such as %s, got no frame in %d lines%s"
            .formatted(file, EXAMPLE, lines, first));
  }

  // A frame that the job refuses is one nevertheless: the job says what is wrong with it.
  private static String noFrame(Line line) {
    if (line.frame().isEmpty()) {
      try {
        FrameJson.read(line.text(), FrameOrigin.UNKNOWN);
      } catch (InvalidFrameException e) {
        return e.reason() == RejectReason.UNDECODABLE ? String.valueOf(e.getMessage()) : "";
      }
    }
    return "";
  }

  private Played play(Path recording, Optional<DemoPage> shown, PrintWriter out)
      throws IOException {
    String kind = input == null && video == null ? " (simulated people)" : "";
    try (DemoPipeline pipeline = pipeline();
        Closeable feed = following(shown, pipeline)) {
      shown.ifPresent(open -> out.printf("Page          %s%n", open.address()));
      out.printf("Recording     %s%s%n", recording, kind);
      out.printf("Model         %s%n", model);
      if (DemoPictures.used(settings)) {
        out.println("Pictures      used; the recording shows the people of the video");
      }
      Replayed replayed = pipeline.replay(recording, Progress.of("replay", recording));
      out.printf("Kafka         %d frames in topic pose.frames.v1%n", replayed.lines());
      out.println("Flink         running; events as they are committed:");
      out.println();
      out.println(EventLine.header());
      return new Played(replayed, pipeline.run(event -> out.println(EventLine.of(event))));
    }
  }

  private void useModels() {
    settings.put(InferenceOptions.MODEL.key(), model.toString());
    for (ConfigOption<String> other :
        List.of(InferenceOptions.SCENE_MODEL, InferenceOptions.SECOND_LOOK_MODEL)) {
      settings.putIfAbsent(other.key(), Home.resolve(other.defaultValue()).toString());
    }
    settings.putIfAbsent(InferenceOptions.DEVICE.key(), "cpu");
  }

  private static Closeable following(Optional<DemoPage> shown, DemoPipeline pipeline) {
    return shown
        .<Closeable>map(open -> open.follow(pipeline.bootstrapServers())::close)
        .orElse(() -> {});
  }

  private DemoPipeline pipeline() {
    try {
      return DemoPipeline.start(settings);
    } catch (ConfigException e) {
      throw new ParameterException(spec.commandLine(), "-D: " + e.getMessage(), e);
    }
  }

  private Path output(String option, @Nullable Path chosen, String name) throws IOException {
    if (chosen != null) {
      return Home.writableFile(spec, option, chosen);
    }
    Path folder = Home.resolve("demo-output");
    Files.createDirectories(folder);
    return folder.resolve(name);
  }

  private static <T> void write(List<T> records, Function<T, String> line, Path file)
      throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, UTF_8)) {
      for (T record : records) {
        writer.write(line.apply(record));
        writer.write('\n');
      }
    }
  }
}
