package io.posestream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.window.ClipSampling;
import io.posestream.core.window.FrameLimits;
import io.posestream.core.window.WindowGrid;
import io.posestream.formats.dialect.TrackIds;
import io.posestream.job.PoseStreamJob;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSettingsTest {
  private static final Path SHIPPED = Path.of("../models/actions-slim");
  private static final ModelDescription MODEL = Bundle.read(SHIPPED).description();

  @Test
  void hasADefaultForEverything() {
    JobSettings settings = settings();

    assertThat(settings.windows().grid()).isEqualTo(WindowGrid.DEFAULTS);
    assertThat(settings.frames().limits()).isEqualTo(FrameLimits.DEFAULTS);
    assertThat(settings.windows().scopes()).containsExactly(Scope.PERSON, Scope.PAIR, Scope.SCENE);
    assertThat(settings.windows().sampling()).isEqualTo(ClipSampling.TIME_UNIFORM);
    assertThat(settings.inference().onnx().device()).isEqualTo(Device.AUTO);
    assertThat(settings.kafka().framesTopic()).isEqualTo("pose.frames.v1");
    assertThat(settings.kafka().scoresTopic()).contains("action.scores.v1");
    assertThat(settings.kafka().lateTopic()).isEmpty();
    assertThat(settings.kafka().schemaRegistry()).isEmpty();
    assertThat(settings.flink()).isEmpty();
  }

  @Test
  void readsHowAnotherProgramsFramesAreWritten() {
    JobSettings settings =
        settings(
            "kafka.frame-format", "mediapipe",
            "kafka.frame-size", "1280x720",
            "kafka.frame-tracks", "tracked");

    assertThat(settings.kafka().frameFormat())
        .isEqualTo(new FrameFormat("mediapipe", "", "", "1280x720", TrackIds.TRACKED));
    assertThat(settings.kafka().frameFormat().decoder()).isPresent();
    assertThat(settings().kafka().frameFormat().decoder()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.frame-format, posenet",
    "kafka.frame-layout, coco25",
    "kafka.frame-size, 1280",
    "kafka.frame-unit, metres",
    "kafka.frame-tracks, some",
    "kafka.event-format, xml"
  })
  void refusesFormatsItDoesNotKnow(String key, String value) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings(key, value))
        .withMessageContaining(key)
        .withMessageContaining(value);
  }

  @Test
  void refusesASizeOfFramesThatTellTheirOwn() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings("kafka.frame-size", "1280x720"))
        .withMessageContaining("kafka.frame-format");
  }

  @Test
  void readsChoicesInKebabCaseAndAnyCase() {
    JobSettings settings =
        settings(
            "kafka.delivery", "at-least-once",
            "kafka.start", "latest",
            "window.phase", "SPREAD",
            "window.sampling", "pyskl",
            "inference.device", "tensorrt");

    assertThat(settings.kafka().delivery()).isEqualTo(KafkaSettings.Delivery.AT_LEAST_ONCE);
    assertThat(settings.kafka().start()).isEqualTo(KafkaSettings.Start.LATEST);
    assertThat(settings.windows().grid().phase()).isEqualTo(WindowGrid.Phase.SPREAD);
    assertThat(settings.windows().sampling()).isEqualTo(ClipSampling.PYSKL);
    assertThat(settings.inference().onnx().device()).isEqualTo(Device.TENSORRT);
  }

  @Test
  void writesNoScoresToAnEmptyTopic() {
    assertThat(settings("kafka.scores-topic", "").kafka().scoresTopic()).isEmpty();
  }

  @Test
  void handsFlinksOwnSettingsOn() {
    JobSettings settings = settings("flink.state.backend.type", "rocksdb");

    assertThat(settings.flink()).isEqualTo(Map.of("state.backend.type", "rocksdb"));
  }

  @Test
  void replacesTheThresholdsOfSingleLabels() {
    Map<String, Thresholds> thresholds =
        settings("events.enter.fall", "0.9", "events.exit.fall", "0.5", "events.enter.walk", "0.2")
            .events()
            .policy(List.of(MODEL))
            .labelThresholds();

    assertThat(thresholds)
        .containsOnly(
            Map.entry("fall", new Thresholds(0.9, 0.5)),
            // The bundle's exit of 0.35 must not stay above the new enter.
            Map.entry("walk", new Thresholds(0.2, 0.2)));
  }

  @Test
  void refusesThresholdsOutOfOrder() {
    JobSettings settings = settings("events.enter.fall", "0.5", "events.exit.fall", "0.6");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings.events().policy(List.of(MODEL)))
        .withMessage("events.fall: expected 0 <= exit <= enter <= 1, got enter 0.5, exit 0.6");
  }

  @Test
  void takesWhatIsInRange() {
    assertThatCode(() -> wire("window.length", "1 s")).doesNotThrowAnyException();
  }

  // A setting, its bad value, and what the message must say beside both.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "window.min-frames|many|expected a value such as '5'",
        "window.length|soon|expected a value such as '2 s'",
        "window.length|-2 s|expected a value such as '2 s'",
        "inference.gpu-memory-limit|lots|expected a value such as '0 bytes'",
        "kafka.delivery|once|expected one of [exactly-once, at-least-once]",
        "kafka.delivery|EXACTLY_ONCE|expected one of [exactly-once, at-least-once]",
        "frames.time-units|loose|expected one of [checked, unchecked]",
        "kafka.event-format|xml|expected one of [avro, json, nv-incident]",
        "kafka.frame-tracks|some|expected one of [given, tracked]",
        "kafka.start|first|expected one of [committed, earliest, latest]",
        "window.phase|shifted|expected one of [aligned, spread]",
        "window.sampling|random|expected one of [time-uniform, mmaction2, pyskl]",
        "inference.device|gpu|expected one of [auto, cpu, cuda, tensorrt]",
        "inference.cudnn-algorithm-search|best|expected one of [exhaustive, heuristic, default]",
        "window.scopes|crowd|expected a list of [scene, person, pair]",
        "gates.min-keypoint-score|2|expected 0..1",
        "gates.min-seen|-1|expected 0..1",
        "gates.min-motion|-1|expected no negative number",
        "gates.pair-distance|0|expected a positive number",
        "gates.max-clips|0|expected a positive number",
        "gates.crowd-from|0|expected a positive number",
        "gates.scene-score|1.5|expected 0..1",
        "tracks.max-gap|soon|expected a value such as '1 s'",
        "tracks.max-remembered|0|expected a positive number",
        "window.min-frames|0|expected a positive number",
        "frames.max-persons|0|expected a positive number",
        "frames.max-buffered|-1|expected a positive number",
        "frames.max-tracks|0|expected a positive number",
        "inference.batch-size|0|expected a positive number",
        "window.stride|3 s|stride <= length",
        "window.stride|0 s|0 < stride",
        "frames.max-clock-skew|0 s|expected a positive time",
        "frames.source-idleness|0 s|expected a positive time",
        "frames.idle-timeout|1 s|at least the window length of 2000 ms",
        "events.lost-after|0 s|expected a positive time",
        "job.checkpoint-interval|1 ms|at least 10 ms",
        "kafka.schema-registry|localhost:8081|expected an http or https URL",
        "events.enter.fall|high|expected a number in 0..1",
        "events.enter.fall|1.5|enter <= 1",
        "events.exit.fall|0.95|exit <= enter",
      })
  void namesTheSettingTheValueAndWhatWasExpected(String key, String value, String expected) {
    String option = key.substring(key.lastIndexOf('.') + 1);
    // Times are shown in the largest unit, or in milliseconds.
    String shown = value.matches("\\d+ s") ? value.substring(0, 1) : value;

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> wire(key, value))
        .withMessageContaining(key.startsWith("events.e") ? "fall" : option)
        .withMessageContaining(shown)
        .withMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.bootstrap-servers",
    "kafka.group-id",
    "kafka.frames-topic",
    "kafka.events-topic",
    "kafka.dead-letter-topic",
    "kafka.transactional-id-prefix",
    "inference.model"
  })
  void refusesToBeLeftWithout(String key) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings(key, " "))
        .withMessageStartingWith(key + ": expected a value such as ");
  }

  @Test
  void refusesThresholdsOfALabelTheModelDoesNotHave() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> wire("events.enter.moonwalk", "0.5"))
        .withMessageContaining("got 'moonwalk'; it has [")
        .withMessageContaining("walk, run")
        .withMessageContaining("calm");
  }

  private static JobSettings settings(String... pairs) {
    Map<String, String> overrides = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      overrides.put(pairs[i], pairs[i + 1]);
    }
    return JobSettings.of(JobConfigFile.of(overrides));
  }

  private static void wire(String key, String value) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("inference.model", SHIPPED.toString());
    overrides.put("inference.scene-model", "../models/scenes-slim");
    overrides.put(key, value);
    new PoseStreamJob(JobConfigFile.of(overrides))
        .wire(StreamExecutionEnvironment.createLocalEnvironment(1));
  }
}
