package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.Unscored;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.fixture.Clips;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.testkit.model.ModelCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchingInferenceTest {
  private static final BatchPolicy FOUR_CLIPS_OR_20_MS = BatchPolicy.DEFAULTS.withSize(4);

  private final FakeModel model = FakeModel.named("batching-inference");
  private final ModelCalls calls = model.calls();

  @SuppressWarnings("NullAway.Init") // Every test opens one.
  private OneInputStreamOperatorTestHarness<WindowOutcome, ScoreOutcome> operator;

  private void open(ActionModelFactory factory, BatchPolicy policy) throws Exception {
    open(ScopeModels.one(factory), policy, 0);
  }

  private void open(ScopeModels models, BatchPolicy policy, double sceneScore) throws Exception {
    open(models, policy, sceneScore, Duration.ZERO);
  }

  private void open(ScopeModels models, BatchPolicy policy, double sceneScore, Duration maxLag)
      throws Exception {
    operator =
        new OneInputStreamOperatorTestHarness<>(
            new BatchingInference(
                models,
                InferencePolicy.DEFAULTS
                    .withBatching(policy)
                    .withSceneScore(sceneScore)
                    .withMaxLag(maxLag)),
            PoseStreamTypes.windowOutcome().createSerializer(new SerializerConfigImpl()));
    operator.setup(
        PoseStreamTypes.scoreOutcome(LabelCatalog.EMPTY)
            .createSerializer(new SerializerConfigImpl()));
    operator.open();
    operator.setProcessingTime(0);
  }

  @AfterEach
  void opensAndClosesItsModelOnce() throws Exception {
    operator.close();

    assertThat(calls.opened()).isEqualTo(1);
    assertThat(calls.closed()).isEqualTo(1);
  }

  private void take(long... ends) throws Exception {
    for (long end : ends) {
      operator.processElement(Clips.scene("cam", end), end - 1);
    }
  }

  /** What has come out, in order: the ends of windows, and watermarks as text. */
  private List<Object> output() {
    List<Object> output = new ArrayList<>();
    for (Object element : operator.getOutput()) {
      if (element instanceof StreamRecord<?> record) {
        output.add(((ScoreOutcome) record.getValue()).endMillis());
      } else if (element instanceof Watermark watermark) {
        output.add("watermark " + watermark.getTimestamp());
      }
    }
    return output;
  }

  @Test
  void scoresABatchAsSoonAsItIsFull() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);

    take(2000, 3000, 4000);
    assertThat(output()).isEmpty();

    take(5000, 6000);
    assertThat(output()).containsExactly(2000L, 3000L, 4000L, 5000L);
    assertThat(calls.batchSizes()).containsExactly(4);
  }

  @Test
  void stampsScoresWithTheLastInstantOfTheirWindow() throws Exception {
    open(model, BatchPolicy.DEFAULTS.withSize(1));

    take(2000);

    assertThat(operator.extractOutputStreamRecords())
        .extracting(StreamRecord::getTimestamp)
        .containsExactly(1999L);
  }

  @Test
  void scoresAPartialBatchOnceItsFirstClipHasLingered() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);
    take(2000);
    operator.setProcessingTime(15);
    take(3000);

    operator.setProcessingTime(19);
    assertThat(output()).isEmpty();

    operator.setProcessingTime(20);
    assertThat(calls.batchSizes()).containsExactly(2);
  }

  @Test
  void countsTheLingerOfEachBatchFromItsOwnFirstClip() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);
    take(2000, 3000, 4000, 5000);
    operator.setProcessingTime(10);
    take(6000);

    operator.setProcessingTime(20);
    assertThat(calls.batchSizes()).containsExactly(4);

    operator.setProcessingTime(30);
    assertThat(calls.batchSizes()).containsExactly(4, 1);
  }

  @Test
  void scoresEveryClipAtOnceWithoutLinger() throws Exception {
    open(model, BatchPolicy.DEFAULTS.withSize(4).withLinger(Duration.ZERO));

    take(2000, 3000);

    assertThat(calls.batchSizes()).containsExactly(1, 1);
  }

  @Test
  void scoresEveryClipAtOnceWhereTheModelGainsNothingFromBatches() throws Exception {
    open(new OneByOne(model), FOUR_CLIPS_OR_20_MS);

    take(2000, 3000);

    assertThat(calls.batchSizes()).containsExactly(1, 1);
  }

  @Test
  void scoresWhatWaitsBeforeACheckpointBarrier() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);
    take(2000, 3000);

    operator.prepareSnapshotPreBarrier(1);

    assertThat(output()).containsExactly(2000L, 3000L);
  }

  @Test
  void scoresWhatWaitsAtTheEndOfInput() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);
    take(2000, 3000);
    operator.processWatermark(Long.MAX_VALUE);

    operator.endInput();

    assertThat(output()).containsExactly(2000L, 3000L, "watermark " + Long.MAX_VALUE);
  }

  @Test
  void asksNoModelForAnEmptyBatch() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);

    operator.prepareSnapshotPreBarrier(1);
    operator.setProcessingTime(100);
    operator.endInput();

    assertThat(calls.calls()).isZero();
  }

  @Test
  void forwardsAWatermarkAtOnceIfNothingWaits() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);

    operator.processWatermark(1500);

    assertThat(output()).containsExactly("watermark 1500");
  }

  @Test
  void holdsAWatermarkBehindTheClipsThatCameBeforeIt() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);
    take(2000, 3000);
    operator.processWatermark(2400);
    operator.processWatermark(2500);
    take(4000);
    assertThat(output()).isEmpty();

    operator.setProcessingTime(20);
    assertThat(output()).containsExactly(2000L, 3000L, 4000L, "watermark 2500");
    assertThat(calls.batchSizes()).containsExactly(3);
  }

  @Test
  void neverLetsAWatermarkOvertakeScores() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);
    for (int i = 2; i < 100; i++) {
      take(1000L * i);
      operator.processWatermark(1000L * i - 1);
      operator.setProcessingTime(7L * i);
    }
    operator.endInput();

    long watermark = -1;
    for (Object element : output()) {
      if (element instanceof Long end) {
        assertThat(end - 1).isGreaterThan(watermark);
      } else {
        watermark = Long.parseLong(((String) element).substring("watermark ".length()));
      }
    }
    assertThat(watermark).isEqualTo(98_999);
  }

  @Test
  void scoresWhatWaitsBeforeItsInputGoesIdle() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);
    take(2000);
    operator.processWatermark(2100);

    operator.processWatermarkStatus(WatermarkStatus.IDLE);

    assertThat(output()).containsExactly(2000L, "watermark 2100");
    assertThat(operator.getOutput()).last().isEqualTo(WatermarkStatus.IDLE);
  }

  @Test
  void keepsTheOrderOfTheClips() throws Exception {
    open(model, BatchPolicy.DEFAULTS.withSize(3));
    List<Object> ends = new ArrayList<>();
    for (long end = 2000; end < 102_000; end += 1000) {
      take(end);
      ends.add(end);
    }
    operator.endInput();

    assertThat(output()).isEqualTo(ends);
  }

  @Test
  void givesEachClipTheScoresOfItsSubjectAndTheModel() throws Exception {
    open(model, BatchPolicy.DEFAULTS.withSize(1));

    take(2000);

    WindowScores scores = scores().get(0);
    assertThat(scores.labels()).containsExactly("fall", "wave", "other");
    assertThat(scores.probabilities()).containsExactly(0, 0, 1);
    assertThat(scores.model()).isEqualTo(model.describe().reference());
    assertThat(scores.subject()).isEqualTo(Clips.scene("cam", 2000).subject());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 50})
  void runsASceneOnceHoweverManyPeopleAreInIt(int persons) throws Exception {
    open(model, BatchPolicy.DEFAULTS.withSize(1));

    operator.processElement(Clips.scene("cam", 2000, persons), 1999);

    assertThat(calls.batchSizes()).containsExactly(1);
    assertThat(scores().get(0).persons()).isEqualTo(persons);
  }

  @Test
  void failsIfItsModelFails() throws Exception {
    open(model.failingOnCall(2), BatchPolicy.DEFAULTS.withSize(1));
    take(2000);

    assertThatThrownBy(() -> take(3000))
        .isInstanceOf(ModelFailedException.class)
        .hasMessage("call 2 of the fake model batching-inference was to fail");
    assertThat(output()).containsExactly(2000L);
  }

  @Test
  void failsIfItsModelFailsAfterTheLinger() throws Exception {
    open(model.failingOnCall(1), FOUR_CLIPS_OR_20_MS);
    take(2000);

    assertThatThrownBy(() -> operator.setProcessingTime(20))
        .hasRootCauseMessage("simulated device failure");
  }

  private List<WindowScores> scores() {
    return operator.extractOutputValues().stream().map(WindowScores.class::cast).toList();
  }

  /** Whom the scores that came out are of, in order. */
  private List<String> subjects() {
    return scores().stream()
        .map(scores -> scores.subject().camera() + " " + scores.subject().scope().id())
        .toList();
  }

  private void take(WindowOutcome... outcomes) throws Exception {
    for (WindowOutcome outcome : outcomes) {
      operator.processElement(outcome, outcome.window().endMillis() - 1);
    }
  }

  @Test
  void scoresNoPersonWhoseSceneShowsNothing() throws Exception {
    open(ScopeModels.one(model), BatchPolicy.DEFAULTS.withSize(4), 0.5);

    take(Clips.scene("quiet", 2000), Clips.person("quiet", 2000));
    take(Clips.sceneOfAFall("busy", 2000), Clips.person("busy", 2000));

    assertThat(subjects()).containsExactly("quiet scene", "busy scene", "busy person");
    // The scenes first, then the one person who passed.
    assertThat(calls.batchSizes()).containsExactly(2, 1);
  }

  @Test
  void remembersASceneForThePersonsOfALaterBatch() throws Exception {
    open(ScopeModels.one(model), BatchPolicy.DEFAULTS.withSize(1), 0.5);

    take(Clips.scene("quiet", 2000), Clips.sceneOfAFall("busy", 2000));
    take(Clips.person("quiet", 2000), Clips.person("busy", 2000));

    assertThat(subjects()).containsExactly("quiet scene", "busy scene", "busy person");
  }

  @Test
  void scoresAPersonWhoseSceneIsNotKnown() throws Exception {
    open(ScopeModels.one(model), BatchPolicy.DEFAULTS.withSize(1), 0.5);

    take(Clips.scene("quiet", 2000), Clips.person("quiet", 3000), Clips.person("new", 2000));

    assertThat(subjects()).containsExactly("quiet scene", "quiet person", "new person");
  }

  @Test
  void runsABatchOnceIfNoSceneIsAGate() throws Exception {
    open(model, BatchPolicy.DEFAULTS.withSize(2));

    take(Clips.scene("cam", 2000), Clips.person("cam", 2000));

    assertThat(calls.batchSizes()).containsExactly(2);
  }

  @Test
  void asksEachScopesOwnModel() throws Exception {
    FakeModel scenes = FakeModel.named("scenes");
    open(ScopeModels.with(model, scenes), BatchPolicy.DEFAULTS.withSize(3), 0);

    take(Clips.scene("cam", 2000), Clips.person("cam", 2000), Clips.scene("other", 2000));

    assertThat(scores())
        .extracting(scores -> scores.model().name())
        .containsExactly("scenes", "batching-inference", "scenes");
    assertThat(scenes.calls().batchSizes()).containsExactly(2);
    assertThat(calls.batchSizes()).containsExactly(1);
    operator.close();
    assertThat(scenes.calls().opened()).isEqualTo(1);
    assertThat(scenes.calls().closed()).isEqualTo(1);
  }

  @Test
  void dropsTheClipsOfWindowsThatLagTooFar() throws Exception {
    open(ScopeModels.one(model), BatchPolicy.DEFAULTS.withSize(2), 0, Duration.ofSeconds(3));
    operator.setProcessingTime(10_000);

    take(Clips.scene("cam", 6000), Clips.person("cam", 6000));
    take(Clips.scene("cam", 8000), Clips.person("cam", 8000));

    assertThat(output()).containsExactly(8000L, 8000L);
    assertThat(calls.batchSizes()).containsExactly(2);
  }

  @Test
  void letsWatermarksPassWhereWindowsWereDropped() throws Exception {
    open(ScopeModels.one(model), FOUR_CLIPS_OR_20_MS, 0, Duration.ofSeconds(3));
    operator.setProcessingTime(10_000);

    take(6000);
    operator.processWatermark(6500);

    assertThat(output()).containsExactly("watermark 6500");
  }

  @Test
  void passesWordOfNobodyInItsPlaceAndAsksNoModel() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);

    take(Clips.nobody("cam", 2000, 20));
    assertThat(output()).containsExactly(2000L);

    take(Clips.scene("cam", 3000), Clips.nobody("cam", 4000, 20), Clips.scene("cam", 5000));
    assertThat(output()).containsExactly(2000L);
    operator.setProcessingTime(20);

    assertThat(output()).containsExactly(2000L, 3000L, 4000L, 5000L);
    assertThat(calls.batchSizes()).containsExactly(2);
    assertThat(operator.extractOutputValues().get(0))
        .isEqualTo(new Unscored(Clips.nobody("cam", 2000, 20)));
  }

  @Test
  void fillsNoBatchWithAbsences() throws Exception {
    open(model, FOUR_CLIPS_OR_20_MS);

    take(Clips.scene("cam", 3000));
    for (long end = 4000; end < 9000; end += 1000) {
      take(Clips.nobody("cam", end, 20));
    }
    assertThat(output()).isEmpty();
    take(Clips.scene("cam", 9000), Clips.scene("cam", 10_000), Clips.scene("cam", 11_000));

    assertThat(calls.batchSizes()).containsExactly(4);
    assertThat(output())
        .containsExactly(3000L, 4000L, 5000L, 6000L, 7000L, 8000L, 9000L, 10_000L, 11_000L);
  }
}
