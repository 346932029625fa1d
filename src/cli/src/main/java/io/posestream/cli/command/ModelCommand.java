package io.posestream.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group of commands for bundles. */
@Command(
    name = "model",
    description = "Work with model bundles.",
    mixinStandardHelpOptions = true,
    subcommands = ModelCheckCommand.class)
final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ModelCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: check");
  }
}
