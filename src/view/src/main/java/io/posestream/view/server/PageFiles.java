package io.posestream.view.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;

/** The page's own files, from the class path. */
final class PageFiles {
  // One plain name: no path leads out of the folder.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*\\.(html|js|css|svg)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private PageFiles() {}

  /**
   * Returns a file.
   *
   * @param path of the request; {@code /} is the page
   */
  static Answer file(String path) {
    String name = path.equals("/") ? "index.html" : path.substring(1);
    if (!NAME.matcher(name).matches()) {
      return Answer.notFound();
    }
    try (InputStream file =
        PageFiles.class.getResourceAsStream("/io/posestream/view/page/" + name)) {
      return file == null
          ? Answer.notFound()
          : new Answer(HttpResponseStatus.OK, type(name), file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the page's file " + name + " cannot be read", e);
    }
  }

  private static String type(String name) {
    return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
  }
}
