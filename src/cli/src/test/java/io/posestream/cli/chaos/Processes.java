package io.posestream.cli.chaos;

import java.io.IOException;

/** Runs commands of the machine. */
final class Processes {
  private Processes() {}

  /** Returns the exit code of a command, whose output nobody needs. */
  static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
