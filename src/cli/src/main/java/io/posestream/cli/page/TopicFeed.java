package io.posestream.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.flink.avro.DeadLetterMessage;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.json.FrameJson;
import io.posestream.formats.json.ScoresJson;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.view.store.ViewStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics of a job and fills the page's store, a thread for each topic.
 *
 * <p>Records that are not what their topic holds are passed over. Closing reads what the topics
 * hold and ends the threads.
 */
public final class TopicFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PATIENCE_MILLIS = 5_000;

  private final String bootstrap;
  private final Map<String, String> properties;
  private final From from;
  private final ViewStore store;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable KafkaException> failure = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * Takes where to connect.
   *
   * @param bootstrap brokers to start from
   * @param properties further client properties
   * @param from where reading starts
   * @param store takes what is read
   */
  public TopicFeed(String bootstrap, Map<String, String> properties, From from, ViewStore store) {
    this.bootstrap = bootstrap;
    this.properties = Map.copyOf(properties);
    this.from = from;
    this.store = store;
  }

  /** Decodes a record's value and takes it. */
  private interface Taker {
    void take(byte[] value) throws IOException;
  }

  /**
   * Follows a topic of frames.
   *
   * @throws KafkaException if it cannot be read
   */
  public void frames(String topic) {
    FrameMessage avro = new FrameMessage();
    follow(
        topic,
        value ->
            store.frame(
                value.length > 0 && value[0] == '{'
                    ? FrameJson.read(value, FrameOrigin.UNKNOWN)
                    : avro.decode(value, FrameOrigin.UNKNOWN)));
  }

  /**
   * Follows a topic of events.
   *
   * @throws KafkaException if it cannot be read
   */
  public void events(String topic) {
    follow(
        topic,
        value ->
            store.event(
                EventJson.isEvent(value)
                    ? new String(value, UTF_8)
                    : EventJson.line(EventMessage.decode(value))));
  }

  /**
   * Follows a topic of scores.
   *
   * @throws KafkaException if it cannot be read
   */
  public void scores(String topic) {
    follow(topic, value -> store.scores(ScoresJson.line(ScoresMessage.decode(value))));
  }

  /**
   * Follows a topic of dead letters.
   *
   * @throws KafkaException if it cannot be read
   */
  public void deadLetters(String topic) {
    follow(topic, value -> store.deadLetter(EventJson.line(DeadLetterMessage.decode(value))));
  }

  private void follow(String topic, Taker taker) {
    TopicReader reader = new TopicReader(bootstrap, properties, topic, from);
    Thread thread = new Thread(() -> read(reader, topic, record(taker)), "page-" + topic);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void read(
      TopicReader reader, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (reader) {
      while (!closed) {
        reader.poll(POLL, each);
      }
      reader.drain(each);
    } catch (KafkaException e) {
      LOG.error("topic {} is no longer followed", topic, e);
      failure.compareAndSet(null, e);
    }
  }

  private static Consumer<ConsumerRecord<byte[], byte[]>> record(Taker taker) {
    return record -> {
      byte @Nullable [] value = record.value();
      try {
        if (value != null) {
          taker.take(value);
        }
      } catch (IOException | IllegalArgumentException e) {
        LOG.debug(
            "topic {}, partition {}, offset {} is passed over",
            record.topic(),
            record.partition(),
            record.offset(),
            e);
      }
    };
  }

  /**
   * Waits until the feed is closed.
   *
   * @throws KafkaException if a topic can no longer be read
   */
  public void await() throws InterruptedException {
    while (!closed) {
      KafkaException failed = failure.get();
      if (failed != null) {
        throw failed;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
