package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private final List<String> closed = new ArrayList<>();

  private void close(String name) {
    closed.add(name);
    if (name.startsWith("failing")) {
      throw new IllegalStateException(name);
    }
  }

  @Test
  void closesTheOthersIfOneFails() {
    assertThatThrownBy(() -> Closing.each(List.of("failing 1", "second", "failing 3"), this::close))
        .hasMessage("failing 1")
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("failing 3"));
    assertThat(closed).containsExactly("failing 1", "second", "failing 3");
  }

  @Test
  void keepsTheFailureAfterWhichItCloses() {
    Error failure = new OutOfMemoryError();

    Closing.after(failure, () -> close("failing"));

    assertThat(failure.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("failing");
  }
}
