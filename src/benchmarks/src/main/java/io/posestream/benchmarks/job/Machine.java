package io.posestream.benchmarks.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where and when something was measured.
 *
 * @param date of the start, UTC
 * @param processor its name, if the system tells it
 * @param cores this JVM may use
 * @param load runnable threads of all processes at the start, a mean over a minute
 * @param java version of the JVM
 */
record Machine(String date, String processor, int cores, double load, String java) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  static Machine here() throws IOException {
    return new Machine(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.version"));
  }

  private static String processorName() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(PROCESSORS, UTF_8).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
