package io.posestream.evaluation.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Files of lines. */
final class Lines {
  private Lines() {}

  static Path write(Path file, String... lines) throws IOException {
    return Files.write(file, List.of(lines));
  }

  static Path compress(Path file) throws IOException {
    Path compressed = file.resolveSibling(file.getFileName() + ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write(Files.readString(file).getBytes(UTF_8));
    }
    return compressed;
  }
}
