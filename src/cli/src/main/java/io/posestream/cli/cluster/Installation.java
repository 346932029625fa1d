package io.posestream.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the jars lie that the processes are made of.
 *
 * @param libraries everything on the command's own class path
 * @param job the job with what a cluster does not bring
 * @param flinkConfig Flink's settings as they are shipped
 */
public record Installation(List<Path> libraries, Path job, Path flinkConfig) {
  // What a cluster does not have: it comes with the job, in a class loader of its own.
  private static final List<String> NOT_FLINKS =
      List.of(
          "posestream",
          "kafka",
          "flink-connector-kafka",
          "flink-avro",
          "flink-metrics-dropwizard",
          "metrics-core",
          "avro-");

  /** Copies the list in. */
  public Installation {
    libraries = List.copyOf(libraries);
  }

  /**
   * Returns the installation that was built in a checkout.
   *
   * @param home the checkout
   * @throws IOException if something is not there
   */
  public static Installation in(Path home) throws IOException {
    return of(jars(home.resolve("src/cli/target/lib")), home);
  }

  /** Returns the installation of these libraries and what else was built in a checkout. */
  public static Installation of(List<Path> libraries, Path home) throws IOException {
    Path job = home.resolve("flink-job/target/posestream-job-cluster.jar");
    if (!Files.isRegularFile(job)) {
      throw new IOException("expected the job's jar, found none at " + job);
    }
    return new Installation(libraries, job, home.resolve("conf/flink-config.yaml"));
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /** Returns the jars that lie in Flink's {@code lib/}. */
  List<Path> flink() {
    return libraries.stream()
        .filter(jar -> NOT_FLINKS.stream().noneMatch(jar.getFileName().toString()::startsWith))
        .toList();
  }
}
