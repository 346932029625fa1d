package io.posestream.cli.demo;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Hands Flink the reporter of the demo whose name stands in the reporter's settings. */
public final class JobCountersFactory implements MetricReporterFactory {
  /** Creates a factory; Flink does so by the name of this class. */
  public JobCountersFactory() {}

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return JobCounters.named(properties.getProperty(JobCounters.NAME, ""));
  }
}
