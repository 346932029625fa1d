package io.posestream.cli.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that is started again whenever it ends, until it is stopped.
 *
 * <p>It outlives the JVM that started it: all that is known of it stands in the cluster's folder.
 */
public final class Supervised {
  private static final Duration TIME_TO_END = Duration.ofSeconds(30);

  private final Path folder;
  private final String name;

  /**
   * Names a process.
   *
   * @param folder of the cluster
   * @param name such as {@code taskmanager-1}
   */
  public Supervised(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** Returns the process's name. */
  public String name() {
    return name;
  }

  /** Returns the file with what the process prints. */
  public Path output() {
    return folder.resolve("log/" + name + ".out");
  }

  /** Starts it. */
  void start(List<String> command, Map<String, String> environment) throws IOException {
    Files.deleteIfExists(stopFile());
    release();
    List<String> supervised = new ArrayList<>();
    supervised.addAll(List.of("nohup", "sh", folder.resolve("run/supervise.sh").toString(), name));
    supervised.add(folder.toString());
    supervised.addAll(command);
    ProcessBuilder process = new ProcessBuilder(supervised).directory(folder.toFile());
    process.environment().putAll(environment);
    process.redirectInput(new File("/dev/null"));
    process.redirectErrorStream(true);
    process.redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
    process.start();
  }

  private Path stopFile() {
    return folder.resolve("run/" + name + ".stop");
  }

  /** Returns the process, if it runs. */
  public Optional<ProcessHandle> process() {
    try {
      String pid = Files.readString(folder.resolve("run/" + name + ".pid")).strip();
      return pid.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Kills the process without warning, as a machine that fails does; it is started again. */
  public void kill() {
    process().ifPresent(ProcessHandle::destroyForcibly);
  }

  /**
   * Kills the process and keeps it from being started again until {@link #release}.
   *
   * @throws IOException if the folder cannot be written
   */
  public void hold() throws IOException {
    Files.writeString(holdFile(), "");
    kill();
  }

  /** Lets a process that was held be started again. */
  public void release() throws IOException {
    Files.deleteIfExists(holdFile());
  }

  private Path holdFile() {
    return folder.resolve("run/" + name + ".hold");
  }

  /**
   * Ends the process, by force if it takes too long, and does not start it again.
   *
   * @throws IOException if the folder cannot be written
   */
  public void stop() throws IOException, InterruptedException {
    Files.writeString(stopFile(), "");
    Optional<ProcessHandle> process = process();
    process.ifPresent(ProcessHandle::destroy);
    Instant end = Instant.now().plus(TIME_TO_END);
    while (process.filter(ProcessHandle::isAlive).isPresent() && Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    process.filter(ProcessHandle::isAlive).ifPresent(ProcessHandle::destroyForcibly);
  }
}
