package io.posestream.cli.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much memory the processes of a cluster for trying things take.
 *
 * <p>Flink's own scripts divide a process's memory into these parts; without them every part has to
 * be named.
 */
final class JvmMemory {
  private static final int FRAMEWORK_HEAP = 128;
  private static final int FRAMEWORK_DIRECT = 128;
  private static final int TASK_HEAP = 512;
  private static final int TASK_DIRECT = 512;
  private static final int NETWORK = 64;
  private static final int METASPACE = 256;
  private static final Map<String, String> PARTS =
      Map.of(
          "taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP + "m",
          "taskmanager.memory.framework.off-heap.size", FRAMEWORK_DIRECT + "m",
          "taskmanager.memory.task.heap.size", TASK_HEAP + "m",
          "taskmanager.memory.task.off-heap.size", TASK_DIRECT + "m",
          "taskmanager.memory.managed.size", "64m",
          "taskmanager.memory.network.min", NETWORK + "m",
          "taskmanager.memory.network.max", NETWORK + "m",
          "taskmanager.memory.jvm-metaspace.size", METASPACE + "m",
          "taskmanager.memory.jvm-overhead.min", "192m",
          "taskmanager.memory.jvm-overhead.max", "192m");

  private JvmMemory() {}

  /** Returns Flink's settings. */
  static Map<String, String> settings(int slots) {
    Map<String, String> settings = new TreeMap<>(PARTS);
    settings.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    settings.put("taskmanager.cpu.cores", Integer.toString(slots));
    return settings;
  }

  /** Returns the flags of a TaskManager's JVM. */
  static List<String> taskManager() {
    return List.of(
        "-Xmx%dm".formatted(FRAMEWORK_HEAP + TASK_HEAP),
        "-XX:MaxDirectMemorySize=%dm".formatted(FRAMEWORK_DIRECT + TASK_DIRECT + NETWORK),
        "-XX:MaxMetaspaceSize=%dm".formatted(METASPACE),
        "-XX:+UseSerialGC");
  }

  /** Returns the flags of the JVM of a JobManager or a broker. */
  static List<String> other() {
    return List.of("-Xmx512m", "-XX:+UseSerialGC");
  }
}
