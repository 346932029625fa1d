package io.posestream.cli.command;

import io.posestream.estimator.PoseEstimator;
import io.posestream.estimator.source.SourceSettings;
import io.posestream.estimator.source.Sources;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes pose frames of video. */
@Command(
    name = "poses",
    description = {
      "Find the poses of people in video and write them to a recording or a topic.",
      "docs/camera-in-ten-minutes.md goes from a camera to events."
    },
    mixinStandardHelpOptions = true)
final class PosesCommand implements Callable<Integer> {
  private static final long MICROS_PER_MILLI = 1_000;
  private static final double MILLIS_PER_SECOND = 1_000;

  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description =
          "Video file, folder of pictures, rtsp:// or http:// URL, webcam, webcam:N or"
              + " /dev/videoN.")
  private List<String> sources;

  @Option(
      names = "--camera",
      paramLabel = "ID",
      description = "Camera id of the frames, once for each source; default: by the source's name.")
  private List<String> cameras = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "REC.jsonl",
      description = "Takes a recording; gzip if it ends in .gz.")
  private @Nullable Path out;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Brokers to start from, instead of --out.")
  private @Nullable String bootstrap;

  @Option(
      names = "--kafka",
      paramLabel = "key=value",
      description = "Additional client property, such as security.protocol=SSL.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Topic for the frames; default ${DEFAULT-VALUE}.")
  private String topic = KafkaOptions.FRAMES_TOPIC.defaultValue();

  @Mixin private EstimatorArguments estimator;

  @ArgGroup(exclusive = false)
  private @Nullable PictureArguments pictures;

  @Option(
      names = "--start",
      paramLabel = "MS",
      description =
          "Event time of a file's first picture, in milliseconds since the epoch; default 0 for a"
              + " recording, now for a topic.")
  private @Nullable Long start;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      description =
          "Multiple of a file's own pace on its way to a topic, or max; default ${DEFAULT-VALUE}.")
  private String speed = "1";

  @Option(
      names = "--for",
      paramLabel = "S",
      description = "Stop after so many seconds; default: at the end of the source.")
  private @Nullable Double seconds;

  @Option(
      names = "--wait",
      paramLabel = "S",
      description =
          "Most seconds to wait for a camera's answer, and for a picture; default"
              + " ${DEFAULT-VALUE}.")
  private double wait = 10;

  @Option(
      names = "--give-up-after",
      paramLabel = "S",
      description =
          "Seconds without a picture after which a camera that broke off has failed; default"
              + " ${DEFAULT-VALUE}.")
  private double giveUpAfter = 600;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PosesCommand() {}

  @Override
  public Integer call() throws IOException {
    checkTarget();
    long now = System.currentTimeMillis();
    List<String> ids = CameraIds.of(spec, sources, cameras);
    SourceSettings settings = settings(now);
    try (PoseEstimator network = estimator.open();
        CameraCrew crew = new CameraCrew(spec)) {
      for (int i = 0; i < sources.size(); i++) {
        String id = ids.get(i);
        crew.add(
            id,
            new CameraWork(
                Sources.open(sources.get(i), settings, crew.listener(id)),
                network.camera(id, out == null ? now + "-" : "")));
      }
      work(crew);
    }
    return 0;
  }

  private void checkTarget() {
    if ((out == null) == (bootstrap == null)) {
      throw Home.refused(spec, "--out, --bootstrap", "one of them", out == null ? "none" : "both");
    }
    if (bootstrap != null) {
      KafkaArguments.checked(spec, bootstrap);
    }
    if (out != null) {
      Home.writableFile(spec, "--out", out);
    }
  }

  private SourceSettings settings(long nowMillis) {
    if (wait <= 0 || giveUpAfter < 0) {
      throw Home.refused(spec, "--wait, --give-up-after", "seconds", wait + ", " + giveUpAfter);
    }
    long millis = start == null ? (out == null ? nowMillis : 0) : start;
    if (millis < 0) {
      throw Home.refused(spec, "--start", "a time since the epoch", millis);
    }
    SourceSettings settings =
        estimator
            .sources()
            .withStartMicros(MICROS_PER_MILLI * millis)
            .withWaits(duration(wait), duration(giveUpAfter));
    return pictures == null ? settings : pictures.in(settings, spec);
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(MILLIS_PER_SECOND * seconds));
  }

  private void work(CameraCrew crew) throws IOException {
    if (seconds != null) {
      crew.stopAfter(duration(seconds));
    }
    String place = out == null ? "topic " + topic : out.toString();
    try (FrameTarget target = target()) {
      crew.run(camera -> taker(target));
    } catch (KafkaException e) {
      throw KafkaArguments.failed(String.valueOf(bootstrap), topic, "written", e);
    }
    crew.summaries().forEach(line -> spec.commandLine().getOut().println(line + " in " + place));
  }

  private FrameTarget target() throws IOException {
    if (out != null) {
      return FrameTarget.recording(out);
    }
    return new FrameTarget.TopicTarget(new Replay(String.valueOf(bootstrap), properties, topic));
  }

  // What is live has its own pace, and what is late already must not wait for the rest.
  private CameraWork.Taker taker(FrameTarget target) {
    if (out != null || sources.stream().anyMatch(Sources::isLive)) {
      return target::take;
    }
    Pace pace = Pace.of(spec, speed);
    return frame -> {
      pace.await(frame);
      target.take(frame);
    };
  }
}
