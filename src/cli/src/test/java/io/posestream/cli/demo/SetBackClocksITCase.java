package io.posestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.testkit.simulation.DemoScenes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lobby as cameras see it whose clocks are set back after 9 s, beside one that goes on. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SetBackClocksITCase {
  private static final List<PoseFrame> LOBBY = DemoScenes.lobby().frames();
  private static final Map<String, String> SETTINGS =
      Map.of(
          "inference.model", "../../models/actions-slim",
          "inference.scene-model", "../../models/scenes-slim",
          "inference.device", "cpu");
  private static final long BEGIN = 30_000;
  private static final long STEP = 9_000;

  private Outcome outcome = new Outcome(List.of(), List.of(), List.of(), Tally.NONE);

  @BeforeAll
  void play(@TempDir Path folder) throws Exception {
    Path file =
        new Spoiler(7)
            .changed("clean", LOBBY, line -> later(line, 0))
            .changed("to-zero", LOBBY, line -> later(line, BEGIN + STEP))
            .changed("by-20-s", LOBBY, line -> later(line, 20_000))
            .changed("all-anew", LOBBY, SetBackClocksITCase::anew)
            .write(folder.resolve("clocks.jsonl"));
    try (DemoPipeline pipeline = DemoPipeline.start(SETTINGS)) {
      pipeline.replay(file, UnaryOperator.identity());
      outcome = pipeline.run(event -> {});
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clean", "to-zero", "by-20-s", "all-anew"})
  void theFallIsFound(String camera) {
    assertThat(CameraOutcome.events(outcome, camera))
        .contains("person [3] fall STARTED", "person [3] fall ENDED");
    assertThat(outcome.tally().late()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"to-zero", "by-20-s", "all-anew"})
  void theStepIsToldOnce(String camera) {
    assertThat(CameraOutcome.letters(outcome, camera))
        .extracting(RejectedRecord::reason)
        .containsExactly(RejectReason.CLOCK_SET_BACK);
  }

  private static void later(ObjectNode line, long backMillis) {
    double millis = line.path("ts_ms").asDouble();
    line.put("ts_ms", BEGIN + millis - (millis < STEP ? 0 : backMillis));
  }

  private static void anew(ObjectNode line) {
    boolean after = line.path("ts_ms").asDouble() >= STEP;
    later(line, BEGIN + STEP);
    line.put("frame", line.path("frame").asLong() - (after ? firstNumberAfterStep() : 0));
  }

  private static long firstNumberAfterStep() {
    return LOBBY.stream()
        .filter(frame -> frame.timeMillis() >= STEP)
        .mapToLong(PoseFrame::number)
        .min()
        .orElseThrow();
  }
}
