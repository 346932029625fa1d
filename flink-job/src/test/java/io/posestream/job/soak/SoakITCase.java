package io.posestream.job.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.flink.inference.BundleCatalog;
import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.JobConfigFile;
import io.posestream.testkit.kafka.EmbeddedKafka;
import io.posestream.testkit.model.FakeModelFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cameras that come and go, trackers that rename everybody, clocks that are wrong, and a job that
 * is stopped and started again and again: what the process holds stays the same. {@code mvn -Psoak
 * verify}; the system property {@code soak.seconds} sets how long each state backend soaks.
 */
@Tag("soak")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class SoakITCase {
  private static final int CAMERAS = 200;
  private static final int SECONDS = Integer.getInteger("soak.seconds", 300);
  private static final int FPS = 5;
  private static final long START = 1_700_000_000_000L;

  private final SplittableRandom random = new SplittableRandom(3);

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void holdsNoMoreAtTheEndThanInTheMiddle(String backend, @TempDir Path folder) throws Exception {
    List<Sample> samples = new ArrayList<>();
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        KafkaProducer<byte[], byte[]> producer = producer(broker)) {
      for (String topic : List.of("frames", "events", "scores", "letters")) {
        broker.createTopic(topic, 2);
      }
      soak(broker, producer, backend, folder, samples);
    }
    print(backend, samples);

    assertThat(Sample.growth(samples, Sample::heapMb)).isLessThan(0.1);
    assertThat(Sample.growth(samples, Sample::residentMb)).isLessThan(0.1);
    assertThat(Sample.growth(samples, Sample::threads)).isLessThan(0.05);
    assertThat(Sample.growth(samples, Sample::classes)).isLessThan(0.02);
    // Those of the job that runs; a restart that left one behind would add it.
    assertThat(samples.get(samples.size() - 1).adminThreads())
        .isEqualTo(samples.get(0).adminThreads());
  }

  // Each round is a minute of all cameras, and ends with a savepoint from which the next begins.
  private void soak(
      EmbeddedKafka broker,
      KafkaProducer<byte[], byte[]> producer,
      String backend,
      Path folder,
      List<Sample> samples)
      throws Exception {
    long began = System.nanoTime();
    Optional<String> state = Optional.empty();
    for (int round = 0; seconds(began) < SECONDS; round++) {
      JobClient job = submit(broker, backend, state);
      for (int second = 0; second < 15 && seconds(began) < SECONDS + 10; second++) {
        send(producer, round * 15L + second);
        TimeUnit.MILLISECONDS.sleep(200);
      }
      TimeUnit.SECONDS.sleep(2);
      samples.add(Sample.take(seconds(began)));
      state =
          Optional.of(
              job.stopWithSavepoint(
                      false, folder.resolve("s" + round).toString(), SavepointFormatType.CANONICAL)
                  .get());
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static JobClient submit(EmbeddedKafka broker, String backend, Optional<String> state)
      throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap-servers", broker.bootstrapServers());
    settings.put("kafka.frames-topic", "frames");
    settings.put("kafka.events-topic", "events");
    settings.put("kafka.scores-topic", "scores");
    settings.put("kafka.dead-letter-topic", "letters");
    settings.put("flink.state.backend.type", backend);
    Configuration flink = new Configuration();
    state.ifPresent(path -> flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, flink);
    new PoseStreamJob(
            JobConfigFile.of(settings), FakeModelFactory.named("soak"), BundleCatalog.NONE)
        .wire(env);
    return env.executeAsync("soak");
  }

  // Of all cameras a third is on at a time, each for some seconds.
  private void send(KafkaProducer<byte[], byte[]> producer, long second) {
    for (int number = 0; number < CAMERAS; number++) {
      if ((number + second / 20) % 3 == 0) {
        // Generations: a camera that comes back has another name every few minutes.
        String camera = "cam-%d-%d".formatted(number, second / 120);
        for (int i = 0; i < FPS; i++) {
          PoseFrame frame = frame(camera, number, second * FPS + i);
          producer.send(
              new ProducerRecord<>("frames", camera.getBytes(UTF_8), FrameMessage.encode(frame)));
        }
      }
    }
  }

  private PoseFrame frame(String camera, int number, long index) {
    long skew = number % 10 == 0 ? random.nextLong(-40_000, 40_000) : number * 37L;
    List<Person> persons = new ArrayList<>();
    for (int person = 0; person < 3; person++) {
      // Every fifth camera's tracker renames everybody all the time.
      String id = number % 5 == 0 ? person + "-" + index : Integer.toString(person);
      persons.add(person(id, 200 * person + 5 * (index % 60)));
    }
    return new PoseFrame(
        camera,
        index,
        1000 * (START + 1000 * index / FPS + skew),
        1280,
        720,
        KeypointLayout.COCO17,
        persons);
  }

  private static Person person(String id, float left) {
    float[] keypoints = new float[3 * KeypointLayout.COCO17.joints()];
    for (int joint = 0; joint < KeypointLayout.COCO17.joints(); joint++) {
      keypoints[3 * joint] = left + 7 * joint;
      keypoints[3 * joint + 1] = 100 + 20 * joint;
      keypoints[3 * joint + 2] = 0.8f;
    }
    return new Person(id, keypoints, 0.9f);
  }

  private static void print(String backend, List<Sample> samples) throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add("seconds,heap_mb,resident_mb,threads,classes,admin_threads");
    samples.forEach(sample -> lines.add(sample.line()));
    lines.forEach(System.out::println);
    Path file = Path.of("target", "soak-" + backend + ".csv");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
    SoakPlot.write(
        "%d cameras that come and go, state: %s".formatted(CAMERAS, backend),
        samples,
        Path.of("target", "soak-" + backend + ".png"));
  }
}
