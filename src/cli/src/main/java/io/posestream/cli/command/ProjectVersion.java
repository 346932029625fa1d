package io.posestream.cli.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar that the command runs from. */
final class ProjectVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "posestream "
          + Optional.ofNullable(ProjectVersion.class.getPackage().getImplementationVersion())
              .orElse("development build")
    };
  }
}
