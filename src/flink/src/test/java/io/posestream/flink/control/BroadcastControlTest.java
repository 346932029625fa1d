package io.posestream.flink.control;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.decision.ControlledDecision;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class BroadcastControlTest {
  private static final JobRules JOB =
      new JobRules(
          EventRules.of(List.of(FakeModel.named("m").describe()), EventPolicy.DEFAULTS),
          ZoneRules.NONE,
          ZoneMap.NONE);

  /** A kind of change that no operator knows. */
  private record OtherChange(long version, long effectiveFromMillis) implements ControlChange {}

  @Test
  void refusesAChangeOfAKindThatItDoesNotKnow() throws Exception {
    try (var operator =
        new KeyedTwoInputStreamOperatorTestHarness<
            String, ScoreOutcome, ControlChange, ActionEvent>(
            new CoBroadcastWithKeyedOperator<>(
                new ControlledDecision(
                    JOB, new ControlSeed(ControlState.EMPTY), 10_000, LabelCatalog.EMPTY),
                List.of(BroadcastControl.RULES, BroadcastControl.MODELS)),
            ScoreOutcome::camera,
            change -> "",
            Types.STRING)) {
      operator.setup(PoseStreamTypes.actionEvent().createSerializer(new SerializerConfigImpl()));
      operator.open();

      assertThatThrownBy(() -> operator.processElement2(new OtherChange(1, 0), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("OtherChange");
    }
  }
}
