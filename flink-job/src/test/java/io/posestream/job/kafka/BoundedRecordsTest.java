package io.posestream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.avro.DeadLetterMessage;
import java.io.IOException;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedRecordsTest {
  private static final SinkContext NOWHERE = new SinkContext();

  // State of an earlier release may hold what is refused today.
  private static RejectedRecord letter(int camera, int payload) {
    return RejectedRecord.of(
        RejectReason.EVENT_TIME_SKEW,
        "m".repeat(camera),
        new FrameOrigin("frames", 1, 42, ""),
        "c".repeat(camera),
        7,
        new byte[payload]);
  }

  private static RecordLimit limit(int requestBytes) {
    Properties client = new Properties();
    client.setProperty("max.request.size", Integer.toString(requestBytes));
    return RecordLimit.of(client);
  }

  private static ProducerRecord<byte[], byte[]> serialized(RejectedRecord letter, int request) {
    return Objects.requireNonNull(
        new BoundedRecords<>(
                OutputRecords.deadLetters("dead"), limit(request), OutputSinks::shorter)
            .serialize(letter, NOWHERE, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 300, 400_000})
  void writesALetterThatTheProducerTakesWhateverItTells(int camera) throws IOException {
    ProducerRecord<byte[], byte[]> record = serialized(letter(camera, 200_000), 100_000);

    assertThat(record.key().length + record.value().length).isLessThan(100_000);
    RejectedRecord read = DeadLetterMessage.decode(record.value());
    assertThat(read.reason()).isEqualTo(RejectReason.EVENT_TIME_SKEW);
    assertThat(read.origin().offset()).isEqualTo(42);
  }

  @Test
  void leavesALetterThatFitsAsItIs() throws IOException {
    RejectedRecord letter = letter(10, 5_000);

    assertThat(DeadLetterMessage.decode(serialized(letter, 1_048_576).value())).isEqualTo(letter);
  }

  @Test
  void leavesOutWhatCannotBeShortened() {
    BoundedRecords<PoseFrame> frames =
        new BoundedRecords<>(
            OutputRecords.frames("late"), limit(600), BoundedRecords.Shortener.none());

    assertThat(frames.serialize(Frames.at(40), NOWHERE, null)).isNull();
  }
}
