package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LongCommandLineTest {
  /** A process that opens a model. */
  static final class Opening {
    private Opening() {}

    public static void main(String[] args) {
      OnnxActionModel.open(TinyBundle.read(), TinyBundle.ON_CPU).close();
    }
  }

  @Test
  void opensAModelInAProcessWithALongClassPath() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String libraries = (File.pathSeparator + "lib/flink-library-1.0.jar").repeat(1_000);
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path") + libraries,
                Opening.class.getName())
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
