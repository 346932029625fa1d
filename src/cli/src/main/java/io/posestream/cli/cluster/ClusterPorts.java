package io.posestream.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the processes of a cluster listen, all on the loopback address.
 *
 * @param brokers of each broker's clients
 * @param controllers of each broker's controller
 * @param rest of the JobManager's REST interface
 * @param rpc of the JobManager, for the TaskManagers
 * @param blobs of the JobManager, for jars
 * @param metrics range of the Prometheus reporters
 */
record ClusterPorts(
    List<Integer> brokers,
    List<Integer> controllers,
    int rest,
    int rpc,
    int blobs,
    String metrics) {
  private static final int BROKER = 19092;
  private static final int CONTROLLER = 19192;

  /** Copies the lists in. */
  ClusterPorts {
    brokers = List.copyOf(brokers);
    controllers = List.copyOf(controllers);
  }

  /** Returns the ports that a user finds in the documentation. */
  static ClusterPorts usual(int brokers) {
    return new ClusterPorts(
        from(BROKER, brokers), from(CONTROLLER, brokers), 18081, 16123, 16124, "19249-19299");
  }

  private static List<Integer> from(int first, int count) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ports.add(first + i);
    }
    return ports;
  }

  /** Returns ports that nobody listens on now. */
  static ClusterPorts free(int brokers) {
    List<Integer> ports = freePorts(2 * brokers + 3);
    return new ClusterPorts(
        ports.subList(0, brokers),
        ports.subList(brokers, 2 * brokers),
        ports.get(2 * brokers),
        ports.get(2 * brokers + 1),
        ports.get(2 * brokers + 2),
        "0");
  }

  // All are held until the last is found, or one would be found twice.
  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : held) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }

  /** Returns where clients connect to Kafka. */
  String bootstrapServers() {
    return String.join(",", brokers.stream().map(port -> "127.0.0.1:" + port).toList());
  }
}
