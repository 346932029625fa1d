package io.posestream.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.page.TopicFeed;
import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.FrameJson;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.testkit.picture.DrawnPeople;
import io.posestream.testkit.simulation.DemoScenes;
import io.posestream.view.store.StoreListener;
import io.posestream.view.store.ViewStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that uses pictures shows them nowhere: each carries a mark, which is looked for. */
@Timeout(300)
class PicturesNowhereITCase {
  // Of nine bytes, so that Base64 writes it alike wherever it follows a multiple of three.
  private static final byte[] MARK = "some-face".getBytes(UTF_8);
  private static final String MARK_IN_BASE64 = Base64.getEncoder().encodeToString(MARK);
  private static final List<String> OUTPUTS =
      List.of("action.events.v1", "action.scores.v1", "pose.deadletter.v1", "pose.late.v1");
  private static final long LAST_MILLIS = 12_000;

  @Test
  void noOutputNoLogAndNoPageShowsOne(@TempDir Path folder) throws Exception {
    List<String> lines = lines();
    Path recording = Files.write(folder.resolve("pictured.jsonl"), lines);
    assertThat(lines.get(0)).contains(MARK_IN_BASE64);
    try (Heard log = Heard.everything();
        DemoPipeline pipeline = DemoPipeline.start(settings())) {
      pipeline.replay(recording, UnaryOperator.identity());
      Outcome outcome = pipeline.run(event -> {});

      assertThat(outcome.scores()).isNotEmpty();
      // Of no stream, of no size, and the late one.
      assertThat(outcome.deadLetters()).hasSize(3);
      assertThat(outcome.tally().late()).isNotEmpty();
      assertThat(outcome.tally().dropped()).containsKey("picture-over-bound");
      assertThat(outcome.toString()).doesNotContain(marks());
      for (String topic : OUTPUTS) {
        assertThat(records(pipeline, topic)).as(topic).noneMatch(this::isMarked);
      }
      for (String topic : OUTPUTS.subList(1, OUTPUTS.size())) {
        assertThat(records(pipeline, topic)).as(topic).isNotEmpty();
      }
      assertThat(page(pipeline, lines.size())).noneMatch(this::isMarked);
      assertThat(log.messages).isNotEmpty().noneMatch(this::isMarked);
    }
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(Recordings.SETTINGS);
    settings.put("inference.model", "../onnx/src/test/resources/tiny-pictures");
    settings.put("window.scopes", "person");
    settings.put("frames.pictures", "used");
    settings.put("dead-letter.payload", "full");
    return settings;
  }

  private static CharSequence[] marks() {
    return new CharSequence[] {new String(MARK, UTF_8), MARK_IN_BASE64};
  }

  private boolean isMarked(String text) {
    return text.contains(marks()[0]) || text.contains(marks()[1]);
  }

  /** Good frames, one late, two that are no frames, and pictures that cannot be used. */
  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (PoseFrame frame : DemoScenes.lobby().frames()) {
      if (frame.timeMillis() < LAST_MILLIS) {
        lines.add(line(frame, (int) (frame.number() % 4)));
      }
    }
    String middle = lines.get(lines.size() / 2);
    lines.add(lines.size() / 2, middle.replace("\"w\":1280", "\"w\":0"));
    lines.add(lines.size() / 2, middle.replace("\"stream\":\"lobby\"", "\"stream\":7"));
    lines.add(lines.size() - 1, lines.remove(5));
    return lines;
  }

  private static String line(PoseFrame frame, int kind) {
    byte[] file =
        switch (kind) {
          case 0 -> marked(DrawnPeople.jpeg(frame), 0);
          case 1 -> marked(new byte[0], 0);
          case 2 -> marked(DrawnPeople.jpeg(frame), 300_000);
          default -> marked("\u00ff\u00d8\u00ff\u00e0".getBytes(ISO_8859_1), 0);
        };
    return FrameJson.lineWithPicture(
        frame.withPicture(
            Optional.of(Picture.owning(PictureFormat.JPEG, frame.width(), frame.height(), file))));
  }

  private static byte[] marked(byte[] jpeg, int more) {
    int start = (jpeg.length + more + 2) / 3 * 3;
    byte[] file = new byte[start + MARK.length];
    System.arraycopy(jpeg, 0, file, 0, jpeg.length);
    System.arraycopy(MARK, 0, file, start, MARK.length);
    return file;
  }

  private static List<String> records(DemoPipeline pipeline, String topic) {
    List<String> records = new ArrayList<>();
    try (TopicReader reader =
        new TopicReader(pipeline.bootstrapServers(), Map.of(), topic, From.BEGINNING)) {
      reader.drain(record -> records.add(new String(record.value(), ISO_8859_1)));
    }
    return records;
  }

  private static List<String> page(DemoPipeline pipeline, int sent) throws IOException {
    ViewStore store = new ViewStore(1 << 22);
    Told told = new Told();
    store.listen(told);
    try (TopicFeed feed =
        new TopicFeed(pipeline.bootstrapServers(), Map.of(), From.BEGINNING, store)) {
      feed.frames("pose.frames.v1");
      feed.events("action.events.v1");
      feed.scores("action.scores.v1");
      feed.deadLetters("pose.deadletter.v1");
      long end = System.nanoTime() + 30_000_000_000L;
      while (told.frames < sent - 2 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
    assertThat(told.frames).isGreaterThan(sent / 2);
    return told.texts;
  }

  /** Keeps what the page is told. */
  private static final class Told implements StoreListener {
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private volatile int frames;

    @Override
    public synchronized void frame(int camera, byte[] frame) {
      texts.add(new String(frame, ISO_8859_1));
      frames++;
    }

    @Override
    public void message(String json) {
      texts.add(json);
    }
  }

  /** Keeps what is logged, of every level of our own code. */
  private static final class Heard extends AbstractAppender implements AutoCloseable {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    private Heard() {
      super("heard", null, null, true, Property.EMPTY_ARRAY);
    }

    static Heard everything() {
      Heard heard = new Heard();
      heard.start();
      Configurator.setLevel("io.posestream", Level.TRACE);
      Configurator.setLevel("org.apache.flink", Level.INFO);
      ((Logger) LogManager.getRootLogger()).addAppender(heard);
      return heard;
    }

    @Override
    public void append(LogEvent event) {
      messages.add(event.getMessage().getFormattedMessage() + event.getThrown());
    }

    @Override
    public void close() {
      ((Logger) LogManager.getRootLogger()).removeAppender(this);
      Configurator.setLevel("io.posestream", Level.OFF);
      Configurator.setLevel("org.apache.flink", Level.OFF);
      stop();
    }
  }
}
