package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.window.Clip;
import io.posestream.core.window.CrowdClip;
import io.posestream.core.window.Subject;
import io.posestream.flink.fixture.Clips;
import io.posestream.flink.fixture.CountedMetrics;
import io.posestream.flink.fixture.FakeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The run for everybody sees something in those who wave in most frames. */
class SecondLookTest {
  private static final String EVERYBODY = "second-look-everybody";
  private static final String AGAIN = "second-look-again";

  private final FakeModel everybody = FakeModel.named(EVERYBODY).answeringEach();
  private final FakeModel again = FakeModel.named(AGAIN);
  private final CountedMetrics counted = new CountedMetrics();
  private final List<ServingModels> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(ServingModels::close);
    assertThat(everybody.calls().closed()).isEqualTo(everybody.calls().opened());
    assertThat(again.calls().closed()).isEqualTo(again.calls().opened());
  }

  private BatchScorer scorer(FakeModel served, int perWindow) {
    ServingModels models = ScopeModels.one(served).withSecondLooks(again).open();
    open.add(models);
    return new BatchScorer(
        models, new InferenceMetrics(counted), InferencePolicy.DEFAULTS.withSecondLooks(perWindow));
  }

  private static CrowdClip crowd(String camera, int... handUp) {
    Clip scene = Clips.sceneOfWaves(camera, 2000, handUp);
    return new CrowdClip(
        scene,
        IntStream.range(0, handUp.length)
            .mapToObj(
                row ->
                    new CrowdClip.Part(
                        Subject.person(camera, "" + row), List.of(row), scene.quality()))
            .toList());
  }

  /** Returns the names of the models that answered the parts of crowds, in order. */
  private static List<String> answered(BatchScorer scorer, CrowdClip... crowds) {
    List<Clip> clips = new ArrayList<>();
    for (CrowdClip crowd : crowds) {
      List<Clip> parts = crowd.clips();
      scorer.expect(crowd, parts);
      clips.addAll(parts);
    }
    Map<Clip, ScoredClip> answers = scorer.score(clips);
    return clips.stream()
        .map(clip -> requireNonNull(answers.get(clip)).answer().model().name())
        .toList();
  }

  @Test
  void looksAgainAtThoseInWhomItSawSomething() {
    assertThat(answered(scorer(everybody, 4), crowd("cam", 0, 12, 0)))
        .containsExactly(EVERYBODY, AGAIN, EVERYBODY);
    assertThat(again.calls().batchSizes()).containsExactly(1);
    assertThat(counted.of("posestream/scope/person/secondLooks")).isEqualTo(1);
    assertThat(counted.of("posestream/camera/cam/secondLooksLeftOut")).isZero();
  }

  @Test
  void everyWindowHasABudgetOfItsOwnWhateverSharesItsBatch() {
    BatchScorer scorer = scorer(everybody, 1);

    assertThat(answered(scorer, crowd("a", 12, 12), crowd("b", 0, 12, 12, 12)))
        .containsExactly(AGAIN, EVERYBODY, EVERYBODY, AGAIN, EVERYBODY, EVERYBODY);
    assertThat(counted.of("posestream/camera/a/secondLooksLeftOut")).isEqualTo(1);
    assertThat(counted.of("posestream/camera/b/secondLooksLeftOut")).isEqualTo(2);
  }

  @Test
  void withoutABudgetNobodyIsLookedAtAgain() {
    assertThat(answered(scorer(everybody, 0), crowd("cam", 12, 12)))
        .containsExactly(EVERYBODY, EVERYBODY);
    assertThat(again.calls().batchSizes()).isEmpty();
  }

  @Test
  void whoeverIsInNoCrowdIsLookedAtAtOnce() {
    Clip few = Clips.person("few", 2000);
    BatchScorer scorer = scorer(everybody, 4);

    Map<Clip, ScoredClip> answers = scorer.score(List.of(few));

    assertThat(requireNonNull(answers.get(few)).answer().model().name()).isEqualTo(AGAIN);
    assertThat(everybody.calls().batchSizes()).isEmpty();
    assertThat(counted.of("posestream/scope/person/secondLooks")).isZero();
  }

  @Test
  void nobodyLooksAgainAtClips() {
    FakeModel clips = FakeModel.named("second-look-clips");

    assertThat(answered(scorer(clips, 4), crowd("cam", 12))).containsExactly("second-look-clips");
    assertThat(again.calls().batchSizes()).isEmpty();
  }
}
