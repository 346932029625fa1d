package io.posestream.cli.command;

import io.posestream.cli.page.BrowserPictures;
import io.posestream.cli.page.TopicFeed;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.view.feed.FileFeed;
import io.posestream.view.model.EventModels;
import io.posestream.view.server.PageContent;
import io.posestream.view.server.PageContent.Pace;
import io.posestream.view.server.PageServer;
import io.posestream.view.server.PictureInput;
import io.posestream.view.store.ViewStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that serves the local page. */
@Command(
    name = "view",
    description = {
      "Show cameras, events and scores on a local page, until stopped.",
      "From a recording with its results, or with --bootstrap from the topics of a running job."
    },
    mixinStandardHelpOptions = true)
final class ViewCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "REC.jsonl",
      description = "Recording to show: JSON lines, optionally gzip.")
  private @Nullable Path recording;

  @Option(names = "--events", paramLabel = "FILE", description = "Its events, as demo writes them.")
  private @Nullable Path events;

  @Option(names = "--scores", paramLabel = "FILE", description = "Its scores, as demo writes them.")
  private @Nullable Path scores;

  @Option(
      names = "--dead-letters",
      paramLabel = "FILE",
      description = "What of it was refused, as demo writes it.")
  private @Nullable Path deadLetters;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Brokers to start from, to follow the topics of a job.")
  private @Nullable String bootstrap;

  @Option(
      names = "--kafka",
      paramLabel = "key=value",
      description = "Additional client property, such as security.protocol=SSL.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(names = "--from-beginning", description = "Also show what the topics already hold.")
  private boolean fromBeginning;

  @Option(names = "--frames-topic", paramLabel = "NAME", description = "Default ${DEFAULT-VALUE}.")
  private String framesTopic = KafkaOptions.FRAMES_TOPIC.defaultValue();

  @Option(names = "--events-topic", paramLabel = "NAME", description = "Default ${DEFAULT-VALUE}.")
  private String eventsTopic = KafkaOptions.EVENTS_TOPIC.defaultValue();

  @Option(names = "--scores-topic", paramLabel = "NAME", description = "Default ${DEFAULT-VALUE}.")
  private String scoresTopic = KafkaOptions.SCORES_TOPIC.defaultValue();

  @Option(
      names = "--dead-letter-topic",
      paramLabel = "NAME",
      description = "Default ${DEFAULT-VALUE}.")
  private String deadLetterTopic = KafkaOptions.DEAD_LETTER_TOPIC.defaultValue();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Bundle that shows what was seen of an event.")
  private Path model = Home.clipModel();

  @Option(
      names = "--video",
      paramLabel = "CAMERA=FILE",
      description = "Video to play behind a camera's skeletons, from its first frame on.")
  private Map<String, Path> videos = new LinkedHashMap<>();

  @Mixin private PageArguments page;

  @Mixin private EstimatorArguments estimator;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ViewCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((recording == null) == (bootstrap == null)) {
      throw new ParameterException(
          spec.commandLine(), "expected either a recording or --bootstrap HOST:PORT");
    }
    Home.existingFolder(spec, "--model", model);
    page.check();
    try (EventModels models = PageArguments.models(model)) {
      return bootstrap == null ? recorded(models) : live(bootstrap, models);
    }
  }

  private int recorded(EventModels models) throws IOException, InterruptedException {
    Path file = Home.existingFile(spec, "REC.jsonl", java.util.Objects.requireNonNull(recording));
    ViewStore store = page.newStore();
    FileFeed feed = new FileFeed(store);
    // The results first, which are small: what is wrong with them is told at once.
    readResults(feed);
    long frames = feed.recording(file, Progress.of("read", file));
    if (frames == 0) {
      throw new CommandFailedException(file + ": expected a recording, got no frame");
    }
    String title = String.valueOf(file.getFileName());
    try (PageServer.Started started =
        serve(title, Pace.RECORDED, store, models, Optional.empty())) {
      say(started, "%d frames of %s".formatted(frames, file));
      if (store.framesDropped() > 0) {
        spec.commandLine()
            .getErr()
            .printf(
                "%d frames are not shown; a larger --frame-memory shows them%n",
                store.framesDropped());
      }
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private void readResults(FileFeed feed) throws IOException {
    if (events != null) {
      feed.events(Home.existingFile(spec, "--events", events));
    }
    if (scores != null) {
      feed.scores(Home.existingFile(spec, "--scores", scores));
    }
    if (deadLetters != null) {
      feed.deadLetters(Home.existingFile(spec, "--dead-letters", deadLetters));
    }
  }

  private int live(String brokers, EventModels models) throws IOException, InterruptedException {
    if (!brokers.matches(KafkaArguments.SERVERS)) {
      throw Home.refused(spec, "--bootstrap", "HOST:PORT", brokers);
    }
    ViewStore store = page.newStore();
    From from = fromBeginning ? From.BEGINNING : From.NOW;
    try (BrowserPictures pictures =
            new BrowserPictures(estimator::open, brokers, properties, framesTopic);
        PageServer.Started started =
            serve(brokers, Pace.LIVE, store, models, Optional.of(pictures));
        TopicFeed feed = new TopicFeed(brokers, properties, from, store)) {
      feed.frames(framesTopic);
      feed.events(eventsTopic);
      ifThere(scoresTopic, feed::scores);
      ifThere(deadLetterTopic, feed::deadLetters);
      say(started, "topics at " + brokers);
      feed.await();
      return 0;
    } catch (KafkaException e) {
      throw new CommandFailedException(
          "the topics at %s cannot be read: %s".formatted(brokers, e.getMessage()), e);
    }
  }

  // A job may be set not to write them.
  private void ifThere(String topic, Consumer<String> follow) {
    try {
      follow.accept(topic);
    } catch (UnknownTopicOrPartitionException e) {
      spec.commandLine().getErr().printf("there is no topic %s, which is not shown%n", topic);
    }
  }

  private PageServer.Started serve(
      String title, Pace pace, ViewStore store, EventModels models, Optional<PictureInput> pictures)
      throws IOException {
    videos.values().forEach(file -> Home.existingFile(spec, "--video", file));
    return PageServer.start(
        page.options(),
        new PageContent(title, pace, store, page.zones(), videos, Optional.of(models), pictures));
  }

  private void say(PageServer.Started started, String what) {
    spec.commandLine().getOut().printf("%s%n%s; Ctrl-C stops%n", started.address(), what);
  }
}
