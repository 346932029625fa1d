package io.posestream.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.evaluation.measure.IdAgreement.Result;
import org.junit.jupiter.api.Test;

class IdAgreementTest {
  private final IdAgreement agreement = new IdAgreement();

  @Test
  void findsNothingWrongWithIdsThatAreOnlyNamedOtherwise() {
    add("anna", "1", 5);
    add("bert", "2", 3);

    assertThat(agreement.result()).isEqualTo(new Result(2, 8, 8, 0));
  }

  @Test
  void countsTheFramesAfterASwitchAsWrong() {
    add("anna", "1", 7);
    add("anna", "2", 3);

    assertThat(agreement.result()).isEqualTo(new Result(1, 10, 7, 1));
  }

  @Test
  void givesAnIdToOnePersonOnly() {
    add("anna", "1", 6);
    add("bert", "1", 4);

    assertThat(agreement.result().right()).isEqualTo(6);
  }

  @Test
  void pairsSoThatMostFramesAreRight() {
    // Greedy pairing would give id 1 to anna, and leave bert with one frame.
    add("anna", "1", 5);
    add("anna", "2", 4);
    add("bert", "1", 4);
    add("bert", "3", 1);

    assertThat(agreement.result().right()).isEqualTo(8);
  }

  @Test
  void sumsUpCameras() {
    Result sum = new Result(2, 10, 9, 1).and(new Result(2, 10, 6, 3));

    assertThat(sum.rightShare()).isEqualTo(0.75);
    assertThat(sum.switchesPerPerson()).isEqualTo(1.0);
    assertThat(Result.NONE.rightShare()).isEqualTo(1);
    assertThat(Result.NONE.switchesPerPerson()).isZero();
  }

  private void add(String trueId, String givenId, int times) {
    for (int i = 0; i < times; i++) {
      agreement.add(trueId, givenId);
    }
  }
}
