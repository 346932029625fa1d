package io.posestream.testkit.folder;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another process that runs a class, which prints {@code ready} and waits. */
public final class OtherProcess implements AutoCloseable {
  private final Process process;

  private OtherProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a process and waits until it is ready.
   *
   * @param main is given the folder
   */
  public static OtherProcess start(Class<?> main, Path folder) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            folder.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader printed = process.inputReader();
    for (String line = printed.readLine(); !"ready".equals(line); line = printed.readLine()) {
      if (line == null) {
        throw new IOException("the process ended before it was ready");
      }
    }
    return new OtherProcess(process);
  }

  /** Sends SIGTERM, as Ctrl-C and a service manager do, and waits for the end. */
  public void terminate() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** Sends SIGKILL and waits for the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
