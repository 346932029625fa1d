package io.posestream.job;

import io.posestream.job.config.BundleFolders;
import io.posestream.job.config.ConfigException;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.start.StartingPoint.Wish;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/**
 * The arguments of {@link JobMain}.
 *
 * @param file with the settings
 * @param overrides of settings, by key
 * @param wish whether the job goes on from the state it kept
 */
record JobArguments(Path file, Map<String, String> overrides, Wish wish) {
  private static final String FRESH = "--fresh";

  /**
   * Reads the arguments.
   *
   * @throws ConfigException naming the argument that cannot be used
   */
  static JobArguments of(String[] args) {
    Map<String, String> overrides = new LinkedHashMap<>();
    Optional<Path> file = Optional.empty();
    Wish wish = Wish.CONTINUE;
    for (int i = 0; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      if (args[i].startsWith("-D") && equals > 2) {
        overrides.put(args[i].substring(2, equals), args[i].substring(equals + 1));
      } else if (args[i].equals("--config") && i + 1 < args.length) {
        file = Optional.of(Path.of(args[++i]));
      } else if (args[i].equals(FRESH)) {
        wish = Wish.FRESH;
      } else {
        throw expected("got '" + args[i] + "'");
      }
    }
    return new JobArguments(file.orElseThrow(() -> expected("got no --config")), overrides, wish);
  }

  private static ConfigException expected(String found) {
    return new ConfigException("expected --config FILE, -Dkey=value or --fresh, " + found);
  }

  /** Returns the settings; folders of bundles are those that the file means. */
  Configuration settings() {
    Configuration settings = JobConfigFile.read(file, overrides);
    BundleFolders.makeAbsolute(settings, home());
    return settings;
  }

  // job.yaml lies in conf/, beside models/.
  private Path home() {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path above = folder == null ? null : folder.getParent();
    return above == null ? file.toAbsolutePath().getRoot() : above;
  }
}
