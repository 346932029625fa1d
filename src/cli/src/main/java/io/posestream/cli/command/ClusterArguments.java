package io.posestream.cli.command;

import io.posestream.cli.cluster.LocalCluster;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The argument that names a cluster. */
final class ClusterArguments {
  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Folder of the cluster; default: target/cluster in the project.")
  private Path folder = Home.resolve("target/cluster");

  ClusterArguments() {}

  Path folder() {
    return folder;
  }

  LocalCluster cluster() throws IOException {
    return LocalCluster.find(folder)
        .orElseThrow(
            () -> new CommandFailedException("expected a cluster, found none in " + folder));
  }
}
