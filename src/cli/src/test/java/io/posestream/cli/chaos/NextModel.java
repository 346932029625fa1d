package io.posestream.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model that ships, under another name: scores tell which of both answered. */
final class NextModel {
  static final String NAME = "actions-next";

  private NextModel() {}

  /** Returns the folder, made anew, with the bundle. */
  static Path in(Path folder) throws IOException {
    Path shipped = ChaosRun.HOME.resolve("models/actions-slim");
    Files.createDirectories(folder);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(shipped)) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path manifest = folder.resolve("manifest.yaml");
    String text = Files.readString(manifest, UTF_8);
    Files.writeString(manifest, text.replace("name: actions-slim", "name: " + NAME));
    return folder;
  }
}
