package io.posestream.cli.command;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code posestream} command. Its exit code is 0 only on success, 1 if the work failed, and 2
 * if the arguments are invalid. An error is one line on stderr.
 */
@Command(
    name = "posestream",
    description = "Pose keypoints in, action events out.",
    mixinStandardHelpOptions = true,
    versionProvider = ProjectVersion.class,
    // bench is not a subcommand: the launcher runs it from its own module.
    footer = "%nBenchmarks of the whole job on this machine: ./posestream bench --help",
    subcommands = {
      DemoCommand.class,
      PosesCommand.class,
      RunCommand.class,
      ClusterCommand.class,
      ViewCommand.class,
      RenderCommand.class,
      ReplayCommand.class,
      ConvertCommand.class,
      EventsCommand.class,
      ControlCommand.class,
      HeatmapCommand.class,
      ClassifyCommand.class,
      ModelCommand.class,
      SimulateCommand.class,
      EvaluateCommand.class
    })
public final class PoseStreamCommand implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PoseStreamCommand.class);

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PoseStreamCommand() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
  }

  /**
   * Runs the command.
   *
   * @param args the arguments of the command line
   * @param out for results
   * @param err for errors and progress
   * @return the exit code
   */
  public static int run(String[] args, PrintWriter out, PrintWriter err) {
    return run(new PoseStreamCommand(), args, out, err);
  }

  /**
   * Runs a command of another module, with the same exit codes and errors.
   *
   * @param command a command with picocli annotations
   * @param args the arguments of the command line
   * @param out for results
   * @param err for errors and progress
   * @return the exit code
   */
  public static int run(Object command, String[] args, PrintWriter out, PrintWriter err) {
    CommandLine commandLine =
        new CommandLine(command)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(PoseStreamCommand::badArgument)
            .setExecutionExceptionHandler(PoseStreamCommand::failed);
    return commandLine.execute(args);
  }

  private static int badArgument(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(name(command) + ": " + oneLine(e));
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    LOG.error("{} failed", name(command), e);
    command.getErr().println(name(command) + ": " + oneLine(e));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String oneLine(Exception e) {
    // A FileSystemException without a reason has only the name of the file as its message.
    boolean bare = e instanceof FileSystemException file && file.getReason() == null;
    String message = e.getMessage() == null || bare ? e.toString() : e.getMessage();
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command, one of " + spec.commandLine().getSubcommands().keySet());
  }
}
