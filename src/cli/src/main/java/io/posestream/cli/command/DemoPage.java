package io.posestream.cli.command;

import io.posestream.cli.page.TopicFeed;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.view.model.EventModels;
import io.posestream.view.server.PageContent;
import io.posestream.view.server.PageContent.Pace;
import io.posestream.view.server.PageServer;
import io.posestream.view.server.PictureInput;
import io.posestream.view.store.ViewStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The page of a demo: it shows what the demo's topics hold, also when the demo is over. */
final class DemoPage implements AutoCloseable {
  private final ViewStore store;
  private final EventModels models;
  private final PageServer.Started server;

  private DemoPage(ViewStore store, EventModels models, PageServer.Started server) {
    this.store = store;
    this.models = models;
    this.server = server;
  }

  /**
   * Starts to serve.
   *
   * @param arguments where
   * @param played recording or video, which names the page
   * @param videos by camera
   * @param model of persons and pairs
   * @throws IOException if the port is in use
   */
  static DemoPage recorded(
      PageArguments arguments, Path played, Map<String, Path> videos, Path model)
      throws IOException {
    ViewStore store = arguments.newStore();
    EventModels models = PageArguments.models(model);
    PageContent content =
        new PageContent(
            String.valueOf(played.getFileName()),
            Pace.RECORDED,
            store,
            arguments.zones(),
            videos,
            Optional.of(models),
            Optional.empty());
    return start(arguments, content, models);
  }

  /**
   * Starts to serve what the browser's own camera sees.
   *
   * @param arguments where
   * @param pictures takes its pictures
   * @param model of persons and pairs
   * @throws IOException if the port is in use
   */
  static DemoPage filmed(PageArguments arguments, PictureInput pictures, Path model)
      throws IOException {
    EventModels models = PageArguments.models(model);
    PageContent content =
        new PageContent(
            "this computer's camera",
            Pace.LIVE,
            arguments.newStore(),
            arguments.zones(),
            Map.of(),
            Optional.of(models),
            Optional.of(pictures));
    return start(arguments, content, models);
  }

  private static DemoPage start(PageArguments arguments, PageContent content, EventModels models)
      throws IOException {
    ViewStore store = content.store();
    return new DemoPage(store, models, PageServer.start(arguments.options(), content));
  }

  /** Returns the address to open. */
  String address() {
    return server.address();
  }

  /** Follows the demo's topics; closing the feed reads what they still hold. */
  TopicFeed follow(String bootstrap) {
    TopicFeed feed = new TopicFeed(bootstrap, Map.of(), From.BEGINNING, store);
    feed.frames(KafkaOptions.FRAMES_TOPIC.defaultValue());
    feed.events(KafkaOptions.EVENTS_TOPIC.defaultValue());
    feed.scores(KafkaOptions.SCORES_TOPIC.defaultValue());
    feed.deadLetters(KafkaOptions.DEAD_LETTER_TOPIC.defaultValue());
    return feed;
  }

  /** Serves until the process is told to end. */
  void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.close();
    models.close();
  }
}
