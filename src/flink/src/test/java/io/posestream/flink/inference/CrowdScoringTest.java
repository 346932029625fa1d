package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.score.LabelEvidence;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import io.posestream.core.window.CrowdClip;
import io.posestream.core.window.Subject;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.fixture.Clips;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.testkit.model.FakeActionModel;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class CrowdScoringTest {
  private static final Subject ONE = Subject.person("cam", "0");
  private static final Subject OTHER = Subject.person("cam", "1");
  private static final Subject BOTH = Subject.pair("cam", "0", "1");

  private final FakeModel model = FakeModel.named("crowd-scoring");

  private List<ScoreOutcome> scored(FakeModel served, int batchSize, WindowOutcome... outcomes)
      throws Exception {
    try (OneInputStreamOperatorTestHarness<WindowOutcome, ScoreOutcome> operator =
        new OneInputStreamOperatorTestHarness<>(
            new BatchingInference(
                ScopeModels.one(served),
                InferencePolicy.DEFAULTS.withBatching(BatchPolicy.DEFAULTS.withSize(batchSize))),
            PoseStreamTypes.windowOutcome().createSerializer(new SerializerConfigImpl()))) {
      operator.setup(
          PoseStreamTypes.scoreOutcome(LabelCatalog.EMPTY)
              .createSerializer(new SerializerConfigImpl()));
      operator.open();
      for (WindowOutcome outcome : outcomes) {
        operator.processElement(outcome, outcome.window().endMillis() - 1);
      }
      operator.endInput();
      return operator.extractOutputValues();
    }
  }

  private static CrowdClip crowd(long endMillis) {
    Clip everybody = Clips.scene("cam", endMillis, 2);
    return new CrowdClip(
        everybody,
        List.of(
            new CrowdClip.Part(ONE, List.of(0), everybody.quality()),
            new CrowdClip.Part(OTHER, List.of(1), everybody.quality()),
            new CrowdClip.Part(BOTH, List.of(0, 1), everybody.quality())));
  }

  @Test
  void answersAllPartsOfACrowdInOneRun() throws Exception {
    List<ScoreOutcome> answers = scored(model.answeringEach(), 16, crowd(2000), crowd(3000));

    assertThat(answers)
        .extracting(answer -> ((WindowScores) answer).subject())
        .containsExactly(ONE, OTHER, BOTH, ONE, OTHER, BOTH);
    assertThat(((WindowScores) answers.get(2)).persons()).isEqualTo(2);
    assertThat(model.calls().batchSizes()).containsExactly(3, 3);
  }

  @Test
  void tellsByTheHeadsOfPersonsWhoDoesWhatTheSceneShows() throws Exception {
    Clip everybody = Clips.sceneOfWaves("cam", 2000, 4, 12);
    CrowdClip crowd =
        new CrowdClip(
            everybody,
            List.of(
                new CrowdClip.Part(everybody.subject(), List.of(0, 1), everybody.quality()),
                new CrowdClip.Part(ONE, List.of(0), everybody.quality()),
                new CrowdClip.Part(OTHER, List.of(1), everybody.quality())));

    List<ScoreOutcome> answers = scored(model.answeringEach(), 16, crowd);

    List<LabelEvidence> evidence = ((WindowScores) answers.get(0)).evidence();
    assertThat(evidence).extracting(LabelEvidence::label).contains(FakeActionModel.WAVE);
    assertThat(evidence.get(0).shares()).containsExactly(0.25f, 0.75f);
    assertThat(((WindowScores) answers.get(1)).evidence()).isEmpty();
  }

  @Test
  void neverCutsACrowdApart() throws Exception {
    scored(model.answeringEach(), 2, crowd(2000));

    assertThat(model.calls().batchSizes()).containsExactly(3);
  }

  @Test
  void aModelOfCrowdsAnswersAClipAsACrowdOfItsOwn() throws Exception {
    List<ScoreOutcome> answers = scored(model.answeringEach(), 16, Clips.person("cam", 2000));

    assertThat(answers).hasSize(1);
    assertThat(model.calls().batchSizes()).containsExactly(1);
  }

  @Test
  void aModelWithOneAnswerGetsAClipOfEachPart() throws Exception {
    List<ScoreOutcome> answers = scored(model, 16, crowd(2000));

    assertThat(answers).hasSize(3);
    assertThat(model.calls().batchSizes()).containsExactly(3);
  }
}
