package io.posestream.cli.command;

import io.posestream.estimator.source.Sources;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Finds a camera id for each source. */
final class CameraIds {
  private CameraIds() {}

  /**
   * Returns an id for each source.
   *
   * @param given one for each source, or none
   */
  static List<String> of(CommandSpec spec, List<String> sources, List<String> given) {
    if (!given.isEmpty() && given.size() != sources.size()) {
      throw Home.refused(
          spec, "--camera", "%d ids, one for each source".formatted(sources.size()), given);
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      ids.add(given.isEmpty() ? byName(sources.get(i)) : given.get(i));
    }
    if (new HashSet<>(ids).size() < ids.size() || ids.contains("")) {
      throw Home.refused(spec, "--camera", "another id for each source", ids);
    }
    return ids;
  }

  private static String byName(String source) {
    if (Sources.isLive(source)) {
      return source.contains("://") ? host(source) : source;
    }
    String name = String.valueOf(Path.of(source).toAbsolutePath().normalize().getFileName());
    return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  // Not the whole URL, which may hold a password.
  private static String host(String url) {
    try {
      String host = URI.create(url).getHost();
      return host == null ? "camera" : host;
    } catch (IllegalArgumentException e) {
      return "camera";
    }
  }
}
