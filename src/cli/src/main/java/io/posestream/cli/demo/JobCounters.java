package io.posestream.cli.demo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * The counters of one run of the job, read where any monitoring would read them.
 *
 * <p>Thread-safe. Closing forgets the run.
 */
final class JobCounters implements MetricReporter, AutoCloseable {
  static final String NAME = "run";

  private static final String REPORTER = "metrics.reporter.demo.";
  // Flink makes reporters by the name of a class: that is how it comes to the one of this run.
  private static final Map<String, JobCounters> RUNS = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final List<Counted> counters = new CopyOnWriteArrayList<>();

  private record Counted(String metric, Map<String, String> labels, Counter counter) {}

  private JobCounters() {}

  static JobCounters begin() {
    JobCounters run = new JobCounters();
    RUNS.put(run.name, run);
    return run;
  }

  static JobCounters named(String name) {
    return Optional.ofNullable(RUNS.get(name)).orElseGet(JobCounters::new);
  }

  /** Returns settings of Flink with which a job reports here. */
  Configuration settings() {
    return Configuration.fromMap(
        Map.of(
            REPORTER + "factory.class", JobCountersFactory.class.getName(), REPORTER + NAME, name));
  }

  /**
   * Returns what a metric counted, by the value of a label; without those that stayed 0.
   *
   * @param metric name of the counters
   * @param label name of the label
   */
  SortedMap<String, Long> by(String metric, String label) {
    SortedMap<String, Long> sums = new TreeMap<>();
    for (Counted counted : counters) {
      String value = counted.labels().get("<" + label + ">");
      if (counted.metric().equals(metric) && value != null && counted.counter().getCount() > 0) {
        sums.merge(value, counted.counter().getCount(), Long::sum);
      }
    }
    return sums;
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void notifyOfAddedMetric(Metric metric, String metricName, MetricGroup group) {
    if (metric instanceof Counter counter) {
      counters.add(new Counted(metricName, group.getAllVariables(), counter));
    }
  }

  // What a task counted is asked for after its end.
  @Override
  public void notifyOfRemovedMetric(Metric metric, String metricName, MetricGroup group) {}

  @Override
  public void close() {
    RUNS.remove(name);
  }
}
