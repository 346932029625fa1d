package io.posestream.core.control.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.message.ControlAnswer.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageLogTest {
  private MessageLog log = MessageLog.EMPTY;
  private long newest;

  /** A message that asks for nothing but a version. */
  private record Request(String id, String digest, List<Problem> problems)
      implements ControlRequest {
    @Override
    public ControlAnswer.Kind kind() {
      return ControlAnswer.Kind.RULES;
    }

    @Override
    public Optional<Long> effectiveFromMillis() {
      return Optional.empty();
    }

    @Override
    public MessageSource source() {
      return new MessageSource("control", 0, 3, 777);
    }
  }

  /** A change that says nothing but its version. */
  private record Count(long version) implements ControlChange {
    @Override
    public long effectiveFromMillis() {
      return 10 * version;
    }
  }

  private MessageLog.Review<Count> send(String id, String digest, Problem... problems) {
    Request request = new Request(id, digest, List.of(problems));
    MessageLog.Review<Count> review = log.review(request, newest, () -> proposal(request));
    log = review.log();
    newest = review.change().map(Count::version).orElse(newest);
    return review;
  }

  private Proposal<Count> proposal(Request request) {
    return request.problems().isEmpty()
        ? Proposal.of(new Count(newest + 1))
        : Proposal.refused(request.problems());
  }

  @Test
  void makesTheChangeOfAMessageThatItAccepts() {
    var review = send("a", "1");

    assertThat(review.change()).contains(new Count(1));
    assertThat(review.answer().outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(review.answer().version()).isEqualTo(1);
    assertThat(review.answer().effectiveFromMillis()).isEqualTo(10);
  }

  @Test
  void answersARepetitionAsBeforeAndChangesNothing() {
    ControlAnswer first = send("a", "1").answer();
    send("b", "2");
    MessageLog before = log;

    var again = send("a", "1");

    assertThat(again.answer()).isEqualTo(first);
    assertThat(again.change()).isEmpty();
    assertThat(log).isEqualTo(before);
  }

  @Test
  void refusesADifferentMessageOfTheSameId() {
    send("a", "1");
    send("b", "2");

    var review = send("a", "3");

    assertThat(review.answer().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(review.answer().problems().get(0).reason()).contains("'a', which became version 1");
    assertThat(review.answer().version()).isEqualTo(2);
    assertThat(review.change()).isEmpty();
  }

  @Test
  void doesNotTakeAMessageThatCannotBeReadForARepetition() {
    send("a", "1");
    Problem problem = new Problem("message", "expected JSON");

    assertThat(send("a", "1", problem).answer().problems()).containsExactly(problem);
  }

  @Test
  void forgetsTheOldestOfAThousandMessages() {
    for (int i = 0; i <= 1000; i++) {
      send("m" + i, "d" + i);
    }

    assertThat(log.messages())
        .hasSize(1000)
        .first()
        .extracting(AcceptedMessage::id)
        .isEqualTo("m1");
    assertThat(send("m0", "d0").answer().version()).isEqualTo(1002);
  }
}
