package io.posestream.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.formats.json.Json;
import io.posestream.formats.recording.Recording;
import io.posestream.formats.recording.Recording.Line;
import io.posestream.testkit.simulation.DemoScenes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lobby as cameras see it that are set up in other ways than ours. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldCasesITCase {
  private static final String KEYLESS = "keyless";
  private static final String TOPIC = "pose.frames.v1";
  private static final List<PoseFrame> LOBBY = DemoScenes.lobby().frames();
  private static final Map<String, String> SETTINGS =
      Map.of(
          "inference.model", "../../models/actions-slim",
          "inference.scene-model", "../../models/scenes-slim",
          "inference.device", "cpu");
  // 2026-09-21, in seconds.
  private static final double EPOCH_SECONDS = 1_790_000_000;

  private Outcome outcome = new Outcome(List.of(), List.of(), List.of(), Tally.NONE);

  @BeforeAll
  void play(@TempDir Path folder) throws Exception {
    Spoiler spoiler =
        new Spoiler(7)
            .clean("clean", LOBBY)
            .clean(KEYLESS, LOBBY)
            .changed("normalised", LOBBY, FieldCasesITCase::normalise)
            .changed("simcc", LOBBY, line -> scores(line, score -> 1.2 * score))
            .changed("percent", LOBBY, line -> scores(line, score -> 100 * score))
            .changed("logits", LOBBY, line -> scores(line, score -> 8 * score))
            .changed("seconds", LOBBY, line -> time(line, ms -> EPOCH_SECONDS + ms / 1e3))
            .changed("micros", LOBBY, line -> time(line, ms -> 1e6 * EPOCH_SECONDS + 1e3 * ms))
            .clean("three-fps", every(5))
            .clean("slow", every(8));
    Path file = spoiler.write(folder.resolve("field.jsonl"));
    try (DemoPipeline pipeline = DemoPipeline.start(SETTINGS)) {
      send(file, pipeline.bootstrapServers());
      outcome = pipeline.run(event -> {});
    }
  }

  @Test
  void scoresALittleAboveOneAreClampedAndTold() {
    assertThat(events("simcc")).isEqualTo(events("clean"));
    assertThat(letters("simcc"))
        .extracting(RejectedRecord::reason)
        .containsOnly(RejectReason.SCORE_CLAMPED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"percent", "logits"})
  void scoresOfAnotherUnitAreNeverPainted(String camera) {
    assertThat(events(camera)).isEmpty();
    assertThat(letters(camera)).isNotEmpty().hasSizeLessThan(6);
    assertThat(letters(camera).get(0).reason()).isEqualTo(RejectReason.SCORE_OUT_OF_RANGE);
  }

  @Test
  void normalisedCoordinatesWithAJointOutsideAreRefused() {
    assertThat(outcome.deadLetters())
        .filteredOn(letter -> letter.reason() == RejectReason.NORMALISED_COORDINATES)
        .hasSize(LOBBY.size())
        .allSatisfy(letter -> assertThat(letter.message()).contains("camera=normalised"));
  }

  @Test
  void secondsWhereMillisecondsAreDueAreRefusedWithAGuess() {
    assertThat(letters("seconds"))
        .hasSize(LOBBY.size())
        .allSatisfy(
            letter -> {
              assertThat(letter.reason()).isEqualTo(RejectReason.EVENT_TIME);
              assertThat(letter.message()).contains("1000 times too small");
            });
  }

  @Test
  void microsecondsWhereMillisecondsAreDueAreRefused() {
    assertThat(outcome.deadLetters())
        .filteredOn(letter -> letter.message().contains("1000 times too large"))
        .hasSize(LOBBY.size());
  }

  @Test
  void aFallIsFoundAtThreeFramesASecond() {
    assertThat(events("three-fps")).contains("person [3] fall STARTED");
  }

  @Test
  void aSlowCameraIsNotScoredAndThatIsCounted() {
    assertThat(outcome.scores())
        .extracting(WindowScores::subject)
        .noneMatch(subject -> subject.camera().equals("slow"));
    assertThat(outcome.tally().dropped().get("window-too-few-frames")).isGreaterThan(25);
  }

  @Test
  void framesWithoutKeyComeInOrderFromTheirPartitions() {
    assertThat(events(KEYLESS)).isEqualTo(events("clean"));
    assertThat(outcome.tally().late()).isEmpty();
  }

  private static void normalise(ObjectNode line) {
    for (var person : line.path("persons")) {
      for (var joint : person.path("kp")) {
        ArrayNode values = (ArrayNode) joint;
        values.set(0, values.get(0).asDouble() / 1280).set(1, values.get(1).asDouble() / 720);
      }
      ((ArrayNode) person.path("kp").get(15)).set(1, 1.013).set(2, 0.5);
    }
  }

  private static void scores(ObjectNode line, DoubleUnaryOperator unit) {
    for (var person : line.path("persons")) {
      for (var joint : person.path("kp")) {
        ((ArrayNode) joint).set(2, unit.applyAsDouble(joint.get(2).asDouble()));
      }
    }
  }

  private static void time(ObjectNode line, DoubleUnaryOperator unit) {
    line.put("ts_ms", unit.applyAsDouble(line.path("ts_ms").asDouble()));
  }

  private static List<PoseFrame> every(int step) {
    return IntStream.range(0, LOBBY.size() / step).mapToObj(i -> LOBBY.get(step * i)).toList();
  }

  // One camera's records have no key, and lie in stretches in both partitions, as a producer leaves
  // them that fills one batch after the other; and there are records without a value.
  private static void send(Path file, String bootstrap) throws IOException {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
    int withoutKey = 0;
    try (Recording recording = Recording.open(file);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Optional<Line> next = recording.next(); next.isPresent(); next = recording.next()) {
        Line line = next.get();
        String camera = Json.MAPPER.readTree(line.text()).path("stream").asText();
        boolean keyless = camera.equals(KEYLESS);
        withoutKey += keyless ? 1 : 0;
        var unused =
            producer.send(
                keyless
                    ? new ProducerRecord<>(TOPIC, withoutKey / 10 % 2, null, line.text())
                    : new ProducerRecord<>(TOPIC, camera.getBytes(UTF_8), line.text()));
      }
      var unused = producer.send(new ProducerRecord<>(TOPIC, 0, null, null));
    }
  }

  private List<String> events(String camera) {
    return CameraOutcome.events(outcome, camera);
  }

  private List<RejectedRecord> letters(String camera) {
    return CameraOutcome.letters(outcome, camera);
  }
}
