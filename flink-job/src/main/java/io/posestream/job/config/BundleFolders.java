package io.posestream.job.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * Makes the folders of bundles absolute where the job is started, for a TaskManager has another
 * working directory.
 */
public final class BundleFolders {
  private static final List<ConfigOption<String>> FOLDERS =
      List.of(
          InferenceOptions.MODEL, InferenceOptions.SCENE_MODEL, InferenceOptions.SECOND_LOOK_MODEL);

  private BundleFolders() {}

  /**
   * Resolves folders that are relative: in the working directory if they are there, or else in
   * {@code home}.
   *
   * @param settings are changed
   * @param home folder that holds {@code conf/} and {@code models/}
   */
  public static void makeAbsolute(Configuration settings, Path home) {
    for (ConfigOption<String> option : FOLDERS) {
      String folder = settings.get(option);
      if (!folder.isBlank()) {
        settings.set(option, absolute(Path.of(folder), home).toString());
      }
    }
  }

  private static Path absolute(Path folder, Path home) {
    Path here = folder.toAbsolutePath().normalize();
    return Files.isDirectory(here) ? here : home.resolve(folder).toAbsolutePath().normalize();
  }
}
