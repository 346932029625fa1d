package com.example.posestream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each program runs in a JVM of its own, on the jars that a user gets. */
class ExamplesITCase {
  private static final String BUNDLE =
      Path.of("../../models/actions-slim").toAbsolutePath().normalize().toString();

  private final Path folder;

  ExamplesITCase(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void runOnPackagedJars() {
    String source = OnnxModels.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    assertThat(source).endsWith(".jar");
  }

  @Test
  void framesAreRecognised() throws Exception {
    assertThat(run(RecogniseFrames.class, BUNDLE)).contains("STARTED wave", "STARTED fall");
  }

  @Test
  void framesOfAnotherSourceAreScored() throws Exception {
    assertThat(run(FramesFromYourSource.class, BUNDLE)).contains("your camera", "PERSON");
  }

  @Test
  void eventsReachAnotherSink() throws Exception {
    Path file = folder.resolve("alarms.txt");

    run(EventsIntoYourSink.class, BUNDLE, file.toString());

    assertThat(Files.readString(file)).contains("fall of track [3] on lobby");
  }

  private String run(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(command(program, arguments))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends within 5 minutes").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(out, UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static List<String> command(Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx768m");
    command.addAll(List.of(System.getProperty("flink.jvm.opens").split(" ")));
    command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
