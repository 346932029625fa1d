package io.posestream.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ActionLabelTest {
  private static final ActionLabel DOWN =
      new ActionLabel("person_down", Set.of(Scope.SCENE), Set.of("fall"));

  @Test
  void isAmongLabelsThatHaveItsNameOrMeanTheSame() {
    assertThat(DOWN.isAmong(Set.of("person_down"))).isTrue();
    assertThat(DOWN.isAmong(Set.of("wave", "fall"))).isTrue();
    assertThat(DOWN.isAmong(Set.of("wave"))).isFalse();
  }

  @Test
  void keepsItsMeaningWhereFewerScopesAreServed() {
    assertThat(DOWN.within(Set.of(Scope.PERSON)))
        .isEqualTo(new ActionLabel("person_down", Set.of(), Set.of("fall")));
  }
}
