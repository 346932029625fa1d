package io.posestream.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.DescribedModels;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Probabilities;
import io.posestream.core.model.Scope;
import io.posestream.core.score.HeadReader.Head;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A scene of three tracks. */
class HeadReaderTest {
  private static final int FALL = 0;
  private static final int HUG = 1;
  private static final int QUEUE = 2;
  private static final ModelDescription MODEL =
      DescribedModels.of(
          "m",
          4,
          new ActionLabel("fall", Set.of(Scope.PERSON, Scope.SCENE)),
          new ActionLabel("hug", Set.of(Scope.PAIR, Scope.SCENE)),
          new ActionLabel("queue", Set.of(Scope.SCENE)),
          new ActionLabel("other", Set.of(Scope.PERSON, Scope.PAIR, Scope.SCENE)));

  private final HeadReader reader = new HeadReader(MODEL);

  private static Head person(int row, float fall) {
    return new Head(
        Scope.PERSON, List.of(row), Probabilities.of(fall, 0.5f, 0.5f, Math.max(0, 1 - fall)));
  }

  private static Head pair(int one, int other, float hug) {
    return new Head(
        Scope.PAIR, List.of(one, other), Probabilities.of(0.5f, hug, 0.5f, Math.max(0, 1 - hug)));
  }

  @Test
  void ascribesAPersonsLabelToPersonsByTheirProbability() {
    List<LabelEvidence> evidence =
        reader.read(
            Probabilities.of(0.9f, 0, 0, 0.1f),
            3,
            List.of(person(0, 0.2f), person(2, 0.6f), pair(0, 1, 0.9f)));

    assertThat(evidence).hasSize(1);
    assertThat(evidence.get(0).label()).isEqualTo(FALL);
    assertThat(evidence.get(0).shares()).containsExactly(0.25f, 0, 0.75f);
  }

  @Test
  void ascribesAPairsLabelToBothOfTheLikeliestPair() {
    List<LabelEvidence> evidence =
        reader.read(
            Probabilities.of(0, 0.6f, 0, 0.4f),
            3,
            List.of(person(0, 0.9f), pair(0, 1, 0.8f), pair(1, 2, 0)));

    assertThat(evidence.get(0).label()).isEqualTo(HUG);
    assertThat(evidence.get(0).shares()).containsExactly(0.5f, 0.5f, 0);
  }

  @Test
  void coversTheWholeWindowForHeadsTellNoTime() {
    LabelEvidence evidence =
        reader.read(Probabilities.of(0.9f, 0, 0, 0.1f), 1, List.of(person(0, 0.9f))).get(0);

    assertThat(evidence.from()).isZero();
    assertThat(evidence.until()).isEqualTo(1);
  }

  @Test
  void knowsNobodyForWhatNoHeadMayHaveOrNoneHas() {
    assertThat(reader.read(scene(QUEUE), 3, List.of(person(0, 0.9f), pair(0, 1, 0.9f)))).isEmpty();
    assertThat(reader.read(scene(HUG), 3, List.of(pair(0, 1, 0)))).isEmpty();
    assertThat(reader.read(scene(FALL), 3, List.of())).isEmpty();
  }

  private static Probabilities scene(int label) {
    float[] probabilities = new float[4];
    probabilities[label] = 1;
    return Probabilities.of(probabilities);
  }

  @Test
  void tellsNothingOfTheRejectLabelNorOfWhatIsUnlikely() {
    assertThat(reader.read(Probabilities.of(0.1f, 0, 0, 0.9f), 1, List.of(person(0, 0.9f))))
        .isEmpty();
  }
}
