package io.posestream.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Paths in the project folder, and checks of paths given as arguments. */
final class Home {
  private Home() {}

  /** Resolves a path in the project folder, which the launcher passes as a system property. */
  static Path resolve(String path) {
    return Path.of(System.getProperty("posestream.home", ".")).resolve(path).normalize();
  }

  /** Returns the bundle that commands use for single clips. */
  static Path clipModel() {
    return resolve("models/actions-slim");
  }

  static Path existingFile(CommandSpec spec, String argument, Path file) {
    if (!Files.isRegularFile(file)) {
      throw refused(spec, argument, "an existing file", file);
    }
    return file;
  }

  static Path existingFolder(CommandSpec spec, String argument, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw refused(spec, argument, "an existing folder", folder);
    }
    return folder;
  }

  static Path writableFile(CommandSpec spec, String argument, Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(file)) {
      throw refused(spec, argument, "a file in an existing folder", file);
    }
    return file;
  }

  /**
   * Returns what an argument names.
   *
   * @param text the argument's; empty if it is not given
   * @param known finds what it names
   * @param all names there are, for whoever gave another
   */
  static <T> Optional<T> named(
      CommandSpec spec,
      String argument,
      @Nullable String text,
      Function<String, Optional<T>> known,
      List<String> all) {
    if (text == null) {
      return Optional.empty();
    }
    Optional<T> value = known.apply(text);
    if (value.isEmpty()) {
      throw refused(spec, argument, "one of " + String.join(", ", all), text);
    }
    return value;
  }

  static ParameterException refused(
      CommandSpec spec, String argument, String expected, Object found) {
    return new ParameterException(
        spec.commandLine(), "%s: expected %s, got '%s'".formatted(argument, expected, found));
  }
}
