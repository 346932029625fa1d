package io.posestream.flink.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.flink.fixture.RandomRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.message.BinaryMessageEncoder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Scores, events and dead letters as they leave for their topics, and as a consumer reads them. */
class OutputMessagesTest {
  private static final int ROUNDS = 200;

  private final RandomRecords random = new RandomRecords(9);

  @Test
  void decodesTheScoresItEncoded() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      WindowScores scores = random.scoresWithoutTracks();

      assertThat(ScoresMessage.decode(ScoresMessage.encode(scores))).isEqualTo(scores);
    }
  }

  @Test
  void decodesTheEventsItEncoded() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      ActionEvent event = random.event();

      assertThat(EventMessage.decode(EventMessage.encode(event))).isEqualTo(event);
    }
  }

  @Test
  void decodesTheDeadLettersItEncodedSaveTheTrace() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      RejectedRecord rejected = random.rejected();

      RejectedRecord decoded = DeadLetterMessage.decode(DeadLetterMessage.encode(rejected));

      assertThat(decoded).isEqualTo(withoutTrace(rejected));
    }
  }

  private static RejectedRecord withoutTrace(RejectedRecord rejected) {
    FrameOrigin origin = rejected.origin();
    return RejectedRecord.of(
            rejected.reason(),
            rejected.message(),
            new FrameOrigin(origin.topic(), origin.partition(), origin.offset(), ""),
            rejected.camera().orElse(""),
            rejected.frameNumber().orElse(-1),
            rejected.payload())
        .standingFor(rejected.frames(), rejected.losses());
  }

  @Test
  void givesTheReasonInKebabCase() throws IOException {
    RejectedRecord rejected =
        RejectedRecord.undecoded(
            RejectReason.WRONG_JOINT_COUNT, "", FrameOrigin.UNKNOWN, new byte[0]);

    io.posestream.avro.DeadLetter message =
        io.posestream.avro.DeadLetter.getDecoder().decode(DeadLetterMessage.encode(rejected));

    assertThat(message.getReason()).isEqualTo("wrong-joint-count");
    assertThat(message.getPayload()).isNull();
  }

  @Test
  void refusesBytesThatAreNoMessage() {
    for (byte[] garbage : List.of(new byte[0], new byte[] {1, 2, 3}, new byte[64])) {
      assertRefused(() -> ScoresMessage.decode(garbage));
      assertRefused(() -> EventMessage.decode(garbage));
      assertRefused(() -> DeadLetterMessage.decode(garbage));
    }
  }

  @Test
  void refusesEveryPrefixOfAMessage() {
    byte[] scores = ScoresMessage.encode(random.scoresWithoutTracks());
    byte[] event = EventMessage.encode(random.event());
    byte[] letter = DeadLetterMessage.encode(random.rejected());
    for (int length = 0; length < 60; length++) {
      int end = length;
      assertRefused(() -> ScoresMessage.decode(Arrays.copyOf(scores, end)));
      assertRefused(() -> EventMessage.decode(Arrays.copyOf(event, end)));
      assertRefused(() -> DeadLetterMessage.decode(Arrays.copyOf(letter, end)));
    }
  }

  @Test
  void refusesAMessageOfAnotherTopic() {
    byte[] scores = ScoresMessage.encode(random.scoresWithoutTracks());

    assertRefused(() -> EventMessage.decode(scores));
    assertRefused(() -> DeadLetterMessage.decode(scores));
  }

  @Test
  void namesThePhaseTheEndReasonAndTheScopeItDoesNotKnow() throws IOException {
    io.posestream.avro.ActionEvent known =
        io.posestream.avro.ActionEvent.getDecoder().decode(EventMessage.encode(random.event()));

    assertRefusedNaming("'PAUSED'", edited(known, event -> event.setPhase("PAUSED")));
    assertRefusedNaming("'bored'", edited(known, event -> event.setEndReason("bored")));
    assertRefusedNaming("'planet'", edited(known, event -> event.setScope("planet")));
  }

  private static void assertRefused(ThrowingCallable decoding) {
    assertThatThrownBy(decoding).isInstanceOf(IOException.class);
  }

  private static void assertRefusedNaming(String found, byte[] event) {
    assertThatThrownBy(() -> EventMessage.decode(event))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a known")
        .hasMessageContaining(found);
  }

  private static byte[] edited(
      io.posestream.avro.ActionEvent event,
      java.util.function.Consumer<io.posestream.avro.ActionEvent> edit)
      throws IOException {
    io.posestream.avro.ActionEvent copy = io.posestream.avro.ActionEvent.newBuilder(event).build();
    edit.accept(copy);
    BinaryMessageEncoder<io.posestream.avro.ActionEvent> encoder =
        io.posestream.avro.ActionEvent.getEncoder();
    ByteBuffer encoded = encoder.encode(copy);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }
}
