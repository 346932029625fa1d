package io.posestream.job.recording;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The folder {@code shared} beside the checkout, which holds data that is not ours to ship. */
public final class SharedFolder {
  private SharedFolder() {}

  /** Returns a folder or file in it; a test that asks for what is not there is skipped. */
  public static Path find(String path) {
    Path start = Path.of("").toAbsolutePath();
    for (Path parent = start; parent != null; parent = parent.getParent()) {
      Path found = parent.resolveSibling("shared").resolve(path);
      if (Files.exists(found)) {
        return found;
      }
    }
    return Assumptions.abort("no ../shared/%s beside the checkout: not compared".formatted(path));
  }
}
