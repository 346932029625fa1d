package io.posestream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.job.kafka.DecoderFuzz.Worst;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes are, nothing escapes from a decoder, and it does no more than they deserve.
 */
class DecoderFuzzTest {
  // Each byte may be read, told in a message and compared a few times.
  private static final double MOST_NANOS = 1_000;
  private static final double MOST_BYTES = 200;

  @Test
  void survivesSpoiltInputsAtACostOfTheirBytes() {
    assertBounded(new DecoderFuzz().feed(1_500, 5));
  }

  /** {@code mvn -Pfuzz}. */
  @Test
  @Tag("fuzz")
  void survivesAMillionSpoiltInputsAtACostOfTheirBytes() {
    assertBounded(new DecoderFuzz().feed(60_000, 77));
  }

  // Some encoders write every value as a block: copying what was read for each was quadratic.
  @Test
  void readsAnArrayOfBlocksOfOneAtACostOfItsBytes() {
    FrameDecoder decoder = new FrameDecoder(Optional.empty());
    byte[] megabyte = DecoderFuzz.blocksOfOne(200_000);

    Worst worst =
        new DecoderFuzz()
            .measure("blocks", input -> decoder.decode(input, Frames.ORIGIN), megabyte);

    assertThat(worst.nanosPerByte()).isLessThan(100);
    assertThat(worst.bytesPerByte()).isLessThan(20);
  }

  @Test
  void answersAControlMessageOfOneMegabyteAtACostOfItsBytes() {
    String fields = "\"%s\":1,".formatted("f".repeat(20)).repeat(40_000);
    byte[] message = ("{" + fields + "\"id\":\"m\"}").getBytes();

    Worst worst =
        new DecoderFuzz()
            .measure(
                "control",
                input -> ControlSource.request(new ConsumerRecord<>("c", 0, 0, null, input)),
                message);

    assertThat(worst.nanosPerByte()).isLessThan(MOST_NANOS);
  }

  private static void assertBounded(Map<String, Worst> worst) {
    long inputs = worst.values().stream().mapToLong(Worst::inputs).sum();
    System.out.printf("%d inputs, none escaped; worst of each decoder:%n", inputs);
    worst.forEach(
        (name, cost) ->
            System.out.printf(
                "%-24s %8d inputs %12d bytes %8.1f ns/byte %8.1f bytes/byte%n",
                name, cost.inputs(), cost.bytes(), cost.nanosPerByte(), cost.bytesPerByte()));
    assertThat(worst.values())
        .allSatisfy(
            cost -> {
              assertThat(cost.nanosPerByte()).isLessThan(MOST_NANOS);
              assertThat(cost.bytesPerByte()).isLessThan(MOST_BYTES);
            });
  }
}
