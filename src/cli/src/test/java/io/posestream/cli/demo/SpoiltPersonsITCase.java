package io.posestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.demo.Spoiler.Way;
import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.testkit.simulation.DemoScenes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lobby as many cameras see it: one cleanly, the others spoilt, each in its way. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpoiltPersonsITCase {
  private static final List<PoseFrame> LOBBY = DemoScenes.lobby().frames();
  private static final Map<String, String> SETTINGS =
      Map.of(
          "inference.model", "../../models/actions-slim",
          "inference.scene-model", "../../models/scenes-slim",
          "inference.device", "cpu");
  private static final String CLEAN = "clean";
  private static final String ALWAYS = "always";
  private static final double SHARE = 0.05;

  private Outcome outcome = new Outcome(List.of(), List.of(), List.of(), Tally.NONE);

  @BeforeAll
  void play(@TempDir Path folder) throws Exception {
    Spoiler spoiler = new Spoiler(7).clean(CLEAN, LOBBY);
    for (Way way : Way.values()) {
      spoiler.spoilt(way.camera(), LOBBY, way, SHARE);
    }
    spoiler.changed(
        ALWAYS,
        LOBBY,
        line -> line.withArray("persons").addObject().putNull("track_id").putArray("kp"));
    Path file = spoiler.write(folder.resolve("spoilt.jsonl"));
    try (DemoPipeline pipeline = DemoPipeline.start(SETTINGS)) {
      pipeline.replay(file, UnaryOperator.identity());
      outcome = pipeline.run(event -> {});
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aTwentiethOfThePersonsSpoiltChangesNoActionOfAPersonOrTheScene(Way way) {
    assertThat(actionsWithoutPairs(CLEAN)).contains("person [3] fall STARTED");
    assertThat(actionsWithoutPairs(way.camera())).isEqualTo(actionsWithoutPairs(CLEAN));
  }

  // The clean run raises one doubtful event of a pair; where persons are missing it may not start.
  @ParameterizedTest
  @EnumSource(Way.class)
  void aTwentiethOfThePersonsSpoiltAddsNoEvent(Way way) {
    assertThat(events(CLEAN)).containsAll(events(way.camera()));
  }

  /** Starts and ends; whether an action lasts long enough for an update may hang on one window. */
  private List<String> actionsWithoutPairs(String camera) {
    return events(camera).stream()
        .filter(event -> !event.startsWith("pair") && !event.endsWith("UPDATED"))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"ABSENT_JOINT_ANYWHERE"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsLostIsTold(Way way) {
    assertThat(letters(way.camera())).isNotEmpty();
    assertThat(letters(way.camera()))
        .allSatisfy(
            letter -> {
              assertThat(letter.losses()).isNotEmpty();
              assertThat(letter.origin().topic()).isEqualTo("pose.frames.v1");
              assertThat(letter.message()).contains("person ", "expected ", way.camera());
            });
  }

  @Test
  void anAbsentJointIsNoFault() {
    assertThat(letters(Way.ABSENT_JOINT_ANYWHERE.camera())).isEmpty();
  }

  @Test
  void aCameraWhoseEveryFrameIsSpoiltSendsAFewLettersThatCountThemAll() {
    assertThat(events(ALWAYS)).isEqualTo(events(CLEAN));
    assertThat(letters(ALWAYS)).hasSizeLessThanOrEqualTo(3);
    assertThat(letters(ALWAYS).stream().mapToLong(RejectedRecord::frames).sum())
        .isEqualTo(LOBBY.size());
  }

  @Test
  void theCountersSayTheSameAsTheLetters() {
    assertThat(outcome.tally().persons())
        .containsOnlyKeys(
            "duplicate-track-id", "empty-track-id", "score-out-of-range", "wrong-joint-count");
    assertThat(outcome.tally().persons().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(
            outcome.deadLetters().stream()
                .flatMap(letter -> letter.losses().stream())
                .filter(loss -> loss.part() == Part.PERSON)
                .mapToLong(Loss::count)
                .sum());
  }

  private List<String> events(String camera) {
    return CameraOutcome.events(outcome, camera);
  }

  private List<RejectedRecord> letters(String camera) {
    return CameraOutcome.letters(outcome, camera);
  }
}
