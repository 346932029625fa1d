package io.posestream.cli.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a cluster consists of.
 *
 * @param folder takes its files: configuration, logs, topics, checkpoints
 * @param brokers of Kafka; 1 or 3
 * @param taskManagers each with as many slots
 * @param slots of each TaskManager
 * @param parallelism of the job
 * @param jobConfig the job's {@code job.yaml}
 * @param overrides of the job's settings
 * @param jobArguments further arguments of the job, such as {@code --fresh}
 * @param flink settings of Flink that go before those of {@code conf/flink-config.yaml}
 */
public record ClusterSpec(
    Path folder,
    int brokers,
    int taskManagers,
    int slots,
    int parallelism,
    Path jobConfig,
    Map<String, String> overrides,
    List<String> jobArguments,
    Map<String, String> flink) {
  /** Copies the collections in. */
  public ClusterSpec {
    overrides = Map.copyOf(overrides);
    jobArguments = List.copyOf(jobArguments);
    flink = Map.copyOf(flink);
    folder = folder.toAbsolutePath().normalize();
    jobConfig = jobConfig.toAbsolutePath().normalize();
  }
}
