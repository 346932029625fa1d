package io.posestream.benchmarks.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples the methods that the threads of a job execute, with Flight Recorder.
 *
 * <p>Owned and used by one thread.
 */
final class HotMethods implements AutoCloseable {
  private static final String SAMPLE = "jdk.ExecutionSample";

  /**
   * A method at the top of sampled stacks.
   *
   * @param method name with class
   * @param share share of all samples
   */
  record Method(String method, double share) {}

  private final Recording recording = new Recording();
  private final Set<Long> others;

  private HotMethods(Set<Long> others) {
    this.others = others;
    recording.enable(SAMPLE).withPeriod(Duration.ofMillis(10));
    recording.start();
  }

  /** Starts to sample all threads except those that are alive now. */
  static HotMethods withoutThreadsOfNow() {
    Set<Long> threads = new HashSet<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> threads.add(thread.getId()));
    return new HotMethods(threads);
  }

  /** Stops sampling and returns the most frequent methods, up to a limit. */
  List<Method> hottest(int most) throws IOException {
    Path file = Files.createTempFile("posestream-", ".jfr");
    try {
      recording.stop();
      recording.dump(file);
      return count(file, most);
    } finally {
      Files.delete(file);
    }
  }

  private List<Method> count(Path file, int most) throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    for (RecordedEvent sample : RecordingFile.readAllEvents(file)) {
      RecordedThread thread = sample.getThread("sampledThread");
      boolean known = sample.getStackTrace() != null && thread != null;
      if (known && !others.contains(thread.getJavaThreadId())) {
        RecordedMethod method = sample.getStackTrace().getFrames().get(0).getMethod();
        seen.merge(method.getType().getName() + "." + method.getName(), 1, Integer::sum);
      }
    }
    return hottest(seen, most);
  }

  private static List<Method> hottest(Map<String, Integer> seen, int most) {
    double all = seen.values().stream().mapToInt(Integer::intValue).sum();
    return seen.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, Integer> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(most)
        .map(entry -> new Method(entry.getKey(), entry.getValue() / all))
        .collect(Collectors.toList());
  }

  @Override
  public void close() {
    recording.close();
  }
}
