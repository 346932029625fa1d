package io.posestream.job.deployment;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of our metrics as Flink's Prometheus reporter writes them, behind {@code ..._posestream_}.
 *
 * <p>A counter in a group {@code reason=...} becomes {@code reason_counter}.
 */
final class ReportedMetrics {
  private static final Pattern PLAIN =
      Pattern.compile(
          "\\b(?:group|metrics|\\(\"posestream\"\\))\\s*\\.(?:counter|histogram)\\(\"(\\w+)\"");
  private static final Pattern LABELLED =
      Pattern.compile(
          "(?:EnumCounters<>\\(\\s*\\w+,\\s*\"(\\w+)\",\\s*\"(\\w+)\""
              + "|addGroup\\(\"(\\w+)\",[^;]*?\\)\\s*\\.counter\\(\"(\\w+)\"\\))");
  private static final Pattern USED =
      Pattern.compile("flink_taskmanager_job_task_operator_posestream_(\\w+)");

  private ReportedMetrics() {}

  /** Returns the names that the operators register. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String module : new String[] {"src/flink/src/main", "flink-job/src/main"}) {
      for (Path source : Checkout.files(module, ".java")) {
        collect(Checkout.text(source), names);
      }
    }
    return names;
  }

  /** Returns the names that a text refers to. */
  static Set<String> namesIn(String text) {
    Set<String> names = new TreeSet<>();
    Matcher used = USED.matcher(text);
    while (used.find()) {
      names.add(used.group(1));
    }
    return names;
  }

  private static void collect(String source, Set<String> names) {
    Matcher labelled = LABELLED.matcher(source);
    while (labelled.find()) {
      names.add(
          labelled.group(1) == null
              ? labelled.group(3) + "_" + labelled.group(4)
              : labelled.group(1) + "_" + labelled.group(2));
    }
    Matcher plain = PLAIN.matcher(source);
    while (plain.find()) {
      names.add(plain.group(1));
    }
  }
}
