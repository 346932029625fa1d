package io.posestream.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.testkit.simulation.DemoScenes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Cameras that send until they are told to stop, whatever becomes of the brokers meanwhile. */
final class Feed implements AutoCloseable {
  private static final long FLUSH_MICROS = 5_000_000;

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<PoseFrame> scene;
  private final long beganMicros = 1000 * System.currentTimeMillis();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicReference<PoseFrame> last = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "feed");
  private volatile boolean stopped;

  Feed(String bootstrapServers, String topic) {
    this.topic = topic;
    this.producer = producer(bootstrapServers);
    this.scene =
        DemoScenes.demo().frames().stream()
            .sorted(Comparator.comparingLong(PoseFrame::timeMicros))
            .toList();
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "delivery.timeout.ms", 900_000,
            "max.block.ms", 900_000,
            "linger.ms", 5);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  Feed start() {
    thread.start();
    return this;
  }

  // The scene over and over, each time as a later one: numbers and times go on.
  private void run() {
    long length = scene.get(scene.size() - 1).timeMicros() + 66_000;
    for (long round = 0; !stopped; round++) {
      for (PoseFrame frame : scene) {
        if (stopped) {
          return;
        }
        send(later(frame, round * scene.size(), beganMicros + round * length));
      }
    }
  }

  private static PoseFrame later(PoseFrame frame, long numbers, long micros) {
    return new PoseFrame(
        frame.camera(),
        frame.number() + numbers,
        frame.timeMicros() + micros,
        frame.width(),
        frame.height(),
        frame.layout(),
        frame.persons());
  }

  private void send(PoseFrame frame) {
    await(frame.timeMicros());
    write(frame.camera().getBytes(UTF_8), FrameMessage.encode(frame));
    last.set(frame);
  }

  private static void await(long micros) {
    try {
      TimeUnit.MICROSECONDS.sleep(micros - 1000 * System.currentTimeMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void write(byte[] key, byte[] value) {
    write(topic, key, value);
  }

  /** Writes a record to another topic, with the patience of the cameras. */
  void write(String topic, byte[] key, byte[] value) {
    var unused =
        producer.send(
            new ProducerRecord<>(topic, key, value),
            (metadata, error) -> {
              if (error != null) {
                failed.incrementAndGet();
              }
            });
  }

  /**
   * Stops the cameras and sends each one more frame, later, that completes its windows.
   *
   * @return event time before which every window is complete, in milliseconds
   */
  long stop() throws InterruptedException {
    stopped = true;
    thread.join();
    PoseFrame newest = last.get();
    List<String> cameras =
        new ArrayList<>(scene.stream().map(PoseFrame::camera).distinct().toList());
    for (String camera : cameras) {
      PoseFrame own =
          scene.stream().filter(f -> f.camera().equals(camera)).findFirst().orElseThrow();
      long gap = newest.timeMicros() + FLUSH_MICROS - own.timeMicros();
      send(later(own, 10_000_000, gap));
    }
    producer.flush();
    return newest.timeMillis() - 1_000;
  }

  int failed() {
    return failed.get();
  }

  @Override
  public void close() {
    stopped = true;
    producer.close(Duration.ZERO);
  }
}
