package io.posestream.cli.cluster;

/**
 * A topic of a cluster.
 *
 * @param name of the topic
 * @param partitions how many it is created with
 */
public record ClusterTopic(String name, int partitions) {
  private static final int PARTITIONS = 4;

  /** Returns a topic whose records need an order for each key only. */
  public static ClusterTopic spread(String name) {
    return new ClusterTopic(name, PARTITIONS);
  }

  /** Returns a topic whose records need one order: control messages. */
  public static ClusterTopic ordered(String name) {
    return new ClusterTopic(name, 1);
  }
}
