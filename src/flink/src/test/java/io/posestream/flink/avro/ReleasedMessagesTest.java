package io.posestream.flink.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.Phase;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Records as the first release wrote them, by other schemas than today's. */
class ReleasedMessagesTest {
  private static byte[] written(String topic) throws IOException {
    String name = "/released/messages-v1/%s.bin".formatted(topic);
    try (InputStream in = ReleasedMessagesTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  @Test
  void readsAnEvent() throws IOException {
    ActionEvent event = EventMessage.decode(written("action_event"));

    assertThat(event.eventId()).isEqualTo("0b0f7a52-9a5c-3b6f-8d2c-2f0e9d3b7a10");
    assertThat(event.phase()).isEqualTo(Phase.ENDED);
    assertThat(event.endReason()).contains(EndReason.BELOW_THRESHOLD);
    assertThat(event.subject()).isEqualTo(Subject.person("lobby", "7"));
    assertThat(event.action()).isEqualTo("fall");
    assertThat(event.endMillis()).contains(4000L);
    assertThat(event.participants()).hasSize(1);
    assertThat(event.severity()).isZero();
  }

  @Test
  void readsScores() throws IOException {
    WindowScores scores = ScoresMessage.decode(written("window_scores"));

    assertThat(scores.subject()).isEqualTo(Subject.person("lobby", "7"));
    assertThat(scores.window()).isEqualTo(new Window(1000, 3000));
    assertThat(scores.labels()).containsExactly("fall", "other");
    assertThat(scores.probabilities()).containsExactly(0.75f, 0.25f);
  }

  @Test
  void readsADeadLetter() throws IOException {
    assertThat(DeadLetterMessage.decode(written("dead_letter")).reason())
        .isEqualTo(RejectReason.WRONG_JOINT_COUNT);
  }

  @Test
  void readsAFrame() throws IOException {
    assertThat(new FrameMessage().decode(written("pose_frame"), FrameOrigin.UNKNOWN).camera())
        .isEqualTo("lobby");
  }

  @Test
  void refusesARecordOfAnotherTopic() throws IOException {
    byte[] scores = written("window_scores");

    assertThatThrownBy(() -> EventMessage.decode(scores)).isInstanceOf(IOException.class);
  }
}
