package io.posestream.flink.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.rule.CameraRules;
import io.posestream.core.rule.JobRules;
import io.posestream.core.rule.RuleAnswer;
import io.posestream.core.rule.RuleAnswer.Outcome;
import io.posestream.core.rule.RuleChange;
import io.posestream.core.rule.RuleEdit;
import io.posestream.core.rule.RuleLedger;
import io.posestream.core.rule.RuleRequest;
import io.posestream.core.rule.RuleSettings;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.flink.types.RuleSeed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuleDeskTest {
  private static final JobRules JOB =
      new JobRules(
          EventRules.of(List.of(FakeModel.named("desk").describe()), EventPolicy.DEFAULTS),
          ZoneRules.NONE,
          ZoneMap.NONE);

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  private OneInputStreamOperatorTestHarness<RuleRequest, RuleChange> operator;

  @BeforeEach
  void open() throws Exception {
    open(RuleLedger.EMPTY, Optional.empty());
  }

  private void open(RuleLedger known, Optional<OperatorSubtaskState> state) throws Exception {
    operator =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new RuleDesk(JOB, new RuleSeed(known))));
    operator.setup(PoseStreamTypes.ruleChange().createSerializer(new SerializerConfigImpl()));
    if (state.isPresent()) {
      operator.initializeState(state.get());
    }
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  private static RuleRequest watching(String id, String label) {
    CameraRules rules =
        new CameraRules(RuleSettings.NONE, Map.of(), Optional.of(Set.of(label)), Optional.empty());
    return new RuleRequest(
        id,
        Optional.of(5000L),
        List.of(new RuleEdit(Optional.empty(), Optional.of(rules))),
        List.of(),
        id + label,
        new RuleRequest.Source("control", 0, 0, 1000));
  }

  private RuleAnswer send(RuleRequest request) throws Exception {
    operator.processElement(request, 0);
    List<StreamRecord<RuleAnswer>> answers = List.copyOf(operator.getSideOutput(RuleDesk.ANSWERS));
    return answers.get(answers.size() - 1).getValue();
  }

  @Test
  void sendsOnWhatItAccepts() throws Exception {
    RuleAnswer answer = send(watching("a", "fall"));

    assertThat(answer.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(operator.extractOutputValues())
        .containsExactly(new RuleChange(1, 5000, watching("a", "fall").edits()));
  }

  @Test
  void keepsBackWhatItRefuses() throws Exception {
    RuleAnswer answer = send(watching("a", "fly"));

    assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(answer.problems())
        .extracting(problem -> problem.field())
        .containsExactly("default.watch");
    assertThat(operator.extractOutputValues()).isEmpty();
  }

  @Test
  void sendsARepetitionOnOnlyOnce() throws Exception {
    RuleAnswer first = send(watching("a", "fall"));

    assertThat(send(watching("a", "fall"))).isEqualTo(first);
    assertThat(operator.extractOutputValues()).hasSize(1);
  }

  @Test
  void goesOnCountingAfterARestart() throws Exception {
    send(watching("a", "fall"));
    OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    open(RuleLedger.EMPTY, Optional.of(state));

    assertThat(send(watching("a", "fall")).version()).isEqualTo(1);
    assertThat(send(watching("b", "wave")).version()).isEqualTo(2);
  }

  @Test
  void prefersItsStateToWhatTheTopicHeldAtTheStart() throws Exception {
    send(watching("a", "fall"));
    OperatorSubtaskState state = operator.snapshot(1, 1);
    RuleLedger topic = RuleLedger.EMPTY;
    for (String id : List.of("a", "b", "c")) {
      topic = topic.rule(watching(id, "fall"), JOB).ledger();
    }
    operator.close();
    open(topic, Optional.of(state));

    assertThat(send(watching("b", "fall")).version()).isEqualTo(2);
  }

  @Test
  void startsWithWhatTheTopicHeldIfItHasNoState() throws Exception {
    operator.close();
    open(RuleLedger.EMPTY.rule(watching("a", "fall"), JOB).ledger(), Optional.empty());

    assertThat(send(watching("b", "wave")).version()).isEqualTo(2);
  }
}
