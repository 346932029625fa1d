package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.ModelDescription.PictureNeed;
import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.fixture.Clips;
import io.posestream.flink.fixture.PictureModel;
import io.posestream.flink.fixture.Pictures;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.testkit.model.FakeModelFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PicturedInferenceTest {
  private static final Picture SMALL = Pictures.of(PictureFormat.PNG, 100, 60, 1);
  private static final Picture LARGE = Pictures.of(PictureFormat.JPEG, 200, 120, 2);
  private static final Picture BROKEN =
      Picture.owning(PictureFormat.PNG, 300, 100, new byte[] {1, 2, 3});

  @Test
  void showsTheModelThePicturesOfAClip() throws Exception {
    List<WindowScores> answers = scores(PictureNeed.REQUIRED, pictured(2000, SMALL));

    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).byClass().of(0)).isEqualTo(0.1f);
  }

  @Test
  void aClipWithoutPicturesIsNotScoredByAModelThatNeedsThem() throws Exception {
    List<WindowScores> answers =
        scores(PictureNeed.REQUIRED, Clips.scene("cam", 2000), pictured(3000, SMALL));

    assertThat(answers).extracting(WindowScores::endMillis).containsExactly(3000L);
  }

  @Test
  void aClipWithoutPicturesIsScoredByPosesWhereTheModelCan() throws Exception {
    List<WindowScores> answers =
        scores(PictureNeed.OPTIONAL, Clips.scene("cam", 2000), pictured(3000, SMALL));

    assertThat(answers).extracting(WindowScores::endMillis).containsExactly(2000L, 3000L);
    assertThat(answers.get(0).byClass().of(0)).isZero();
  }

  @Test
  void anUnreadablePictureGivesWayToItsNeighbours() throws Exception {
    Clip clip = withPictures(Clips.scene("cam", 2000), List.of(BROKEN, SMALL, BROKEN, BROKEN));

    assertThat(scores(PictureNeed.REQUIRED, clip).get(0).byClass().of(0)).isEqualTo(0.1f);
    assertThat(scores(PictureNeed.REQUIRED, pictured(2000, BROKEN))).isEmpty();
  }

  @Test
  void theNewestSizeCountsWhereACameraChangesIts() throws Exception {
    Clip clip = withPictures(Clips.scene("cam", 2000), List.of(SMALL, SMALL, SMALL, LARGE));

    assertThat(scores(PictureNeed.REQUIRED, clip).get(0).byClass().of(0)).isEqualTo(0.2f);
  }

  private static Clip pictured(long endMillis, Picture picture) {
    return withPictures(Clips.scene("cam", endMillis), Collections.nCopies(4, picture));
  }

  private static Clip withPictures(Clip clip, List<Picture> pictures) {
    return new Clip(
        clip.subject(),
        clip.window(),
        clip.poses(),
        clip.tracks(),
        clip.quality(),
        clip.traceparent(),
        pictures);
  }

  private static List<WindowScores> scores(PictureNeed need, Clip... clips) throws Exception {
    PictureModel model = new PictureModel(FakeModelFactory.named("pictured-inference"), need);
    List<WindowScores> scores = new ArrayList<>();
    try (OneInputStreamOperatorTestHarness<WindowOutcome, ScoreOutcome> operator =
        new OneInputStreamOperatorTestHarness<>(
            new BatchingInference(ScopeModels.one(model), InferencePolicy.DEFAULTS),
            PoseStreamTypes.windowOutcome().createSerializer(new SerializerConfigImpl()))) {
      operator.setup(
          PoseStreamTypes.scoreOutcome(LabelCatalog.EMPTY)
              .createSerializer(new SerializerConfigImpl()));
      operator.open();
      for (Clip clip : clips) {
        operator.processElement(clip, clip.window().endMillis() - 1);
      }
      operator.endInput();
      operator
          .extractOutputValues()
          .forEach(any -> any.match(scores::add, empty -> false, silence -> false));
    }
    return scores;
  }
}
