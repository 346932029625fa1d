package io.posestream.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.SecondLooks.Choice;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A model of {@code fall} and {@code wave} of persons, {@code hug} of pairs, and {@code other}. */
class SecondLooksTest {
  private static final ModelDescription MODEL =
      DescribedModels.of(
          "model",
          16,
          new ActionLabel("fall", Set.of(Scope.PERSON)),
          new ActionLabel("wave", Set.of(Scope.PERSON)),
          new ActionLabel("hug", Set.of(Scope.PAIR)),
          new ActionLabel("other", Set.of(Scope.PERSON, Scope.PAIR)));

  private static ClipScores answer(double fall, double wave, double hug) {
    double other = 1 - fall - wave - hug;
    return new ClipScores(
        new float[] {(float) fall, (float) wave, (float) hug, (float) other}, null);
  }

  private static Choice choice(int perWindow, Scope scope, ClipScores... answers) {
    return new SecondLooks(MODEL, perWindow)
        .among(Collections.nCopies(answers.length, scope), List.of(answers));
  }

  @Test
  void choosesThoseInWhomMostWasSeenFirst() {
    Choice choice =
        choice(3, Scope.PERSON, answer(0.7, 0, 0), answer(0, 0, 0), answer(0.5, 0.4, 0));

    assertThat(choice).isEqualTo(new Choice(List.of(2, 0), 0));
  }

  @Test
  void addsUpWhatItIsUnsureBetween() {
    assertThat(choice(1, Scope.PERSON, answer(0.25, 0.25, 0)).chosen()).containsExactly(0);
  }

  @Test
  void countsWhatTheBudgetLeavesOut() {
    Choice choice = choice(1, Scope.PERSON, answer(0.7, 0, 0), answer(0.8, 0, 0), answer(1, 0, 0));

    assertThat(choice).isEqualTo(new Choice(List.of(2), 2));
  }

  @Test
  void ofEqualsTheEarlierIsChosen() {
    assertThat(choice(1, Scope.PERSON, answer(0, 0.8, 0), answer(0.8, 0, 0)).chosen())
        .containsExactly(0);
  }

  @Test
  void leavesCalmAnswersAloneWhateverTheBudget() {
    Choice choice = choice(9, Scope.PERSON, answer(0.2, 0.1, 0), answer(0, 0, 0));

    assertThat(choice).isEqualTo(new Choice(List.of(), 0));
  }

  @Test
  void aPairIsWorthALookSooner() {
    assertThat(choice(9, Scope.PAIR, answer(0, 0, 0.15), answer(0, 0, 0.05)).chosen())
        .containsExactly(0);
  }

  @Test
  void whatMayNotHappenInAScopeIsNothingSeen() {
    SecondLooks looks = new SecondLooks(MODEL, 9);

    Choice choice =
        looks.among(
            List.of(Scope.PERSON, Scope.PAIR),
            Stream.generate(() -> answer(0, 0, 0.9)).limit(2).toList());

    assertThat(choice.chosen()).containsExactly(1);
  }

  @Test
  void withoutABudgetAllIsLeftOut() {
    assertThat(choice(0, Scope.PERSON, answer(1, 0, 0))).isEqualTo(new Choice(List.of(), 1));
  }
}
