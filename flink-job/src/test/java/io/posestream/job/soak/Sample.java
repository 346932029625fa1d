package io.posestream.job.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What this process holds at one moment, after a full collection.
 *
 * @param seconds since the soak began
 * @param heapMb objects that are reachable
 * @param residentMb of the process: heap, native memory, code
 * @param threads that live
 * @param classes that are loaded
 * @param adminThreads of Kafka's admin clients
 */
record Sample(
    double seconds, double heapMb, double residentMb, int threads, int classes, int adminThreads) {
  private static final double MB = 1024 * 1024;

  static Sample take(double seconds) throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Sample(
        seconds,
        (runtime.totalMemory() - runtime.freeMemory()) / MB,
        residentNow(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
        (int)
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kafka-admin-client-thread"))
                .count());
  }

  private static double residentNow() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    return 0;
  }

  /** Returns by how much a figure grows in the last half, by its trend, as a share of its mean. */
  static double growth(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    List<Sample> half = samples.subList(samples.size() / 2, samples.size());
    double meanX = half.stream().mapToDouble(Sample::seconds).average().orElse(0);
    double meanY = half.stream().mapToDouble(figure).average().orElse(0);
    double above = 0;
    double below = 0;
    for (Sample sample : half) {
      above += (sample.seconds - meanX) * (figure.applyAsDouble(sample) - meanY);
      below += (sample.seconds - meanX) * (sample.seconds - meanX);
    }
    double length = half.get(half.size() - 1).seconds - half.get(0).seconds;
    return below == 0 || meanY == 0 ? 0 : above / below * length / meanY;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%.1f,%.1f,%.1f,%d,%d,%d",
        seconds,
        heapMb,
        residentMb,
        threads,
        classes,
        adminThreads);
  }
}
