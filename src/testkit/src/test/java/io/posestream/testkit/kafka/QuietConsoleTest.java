package io.posestream.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("java.lang.System.out")
class QuietConsoleTest {
  @Test
  void dropsTheLinesItKnowsAndNothingElse() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      QuietConsole.run(
          List.of("Noise"),
          () -> {
            System.out.printf("Noise %s%n", "a");
            System.out.println("useful");
            System.out.print("Noise without an end");
          });
      System.out.println("after");
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly("useful", "after");
  }
}
