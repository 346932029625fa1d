package io.posestream.onnx.bundle;

import java.io.IOException;
import java.io.Serializable;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Where a bundle is found. */
public sealed interface BundleSource extends Serializable {
  /**
   * Reads the bundle.
   *
   * @param use is given the bundle, whose files can be read until it returns
   * @return what {@code use} returns
   * @throws BundleException if there is no bundle, or it is not as it should be
   */
  <T> T read(Function<Bundle, T> use);

  /**
   * A folder on this machine.
   *
   * @param folder its path
   */
  record Folder(String folder) implements BundleSource {
    private static final long serialVersionUID = 1L;

    @Override
    public <T> T read(Function<Bundle, T> use) {
      return use.apply(Bundle.read(Path.of(folder)));
    }
  }

  /**
   * A folder on the class path: in a jar, whose files are read in place, or on this machine.
   *
   * @param folder its name, without a slash at either end
   */
  record ClassPath(String folder) implements BundleSource {
    private static final long serialVersionUID = 1L;
    private static final String FIX = "put the bundle's folder into the job's jar";

    @Override
    public <T> T read(Function<Bundle, T> use) {
      URL manifest = manifest();
      try {
        URLConnection place = manifest.openConnection();
        return place instanceof JarURLConnection jar
            ? readJar(jar, use)
            : use.apply(Bundle.read(Path.of(manifest.toURI()).resolveSibling("")));
      } catch (IOException | URISyntaxException e) {
        throw new BundleException("%s: cannot read it: %s".formatted(manifest, e), FIX, e);
      }
    }

    private URL manifest() {
      ClassLoader classes =
          Optional.ofNullable(Thread.currentThread().getContextClassLoader())
              .orElseGet(ClassLoader::getSystemClassLoader);
      String manifest = folder + "/" + Bundle.MANIFEST;
      return Optional.ofNullable(classes.getResource(manifest))
          .orElseThrow(
              () ->
                  new BundleException(
                      "class path: expected a bundle's %s, found none".formatted(manifest), FIX));
    }

    private <T> T readJar(JarURLConnection jar, Function<Bundle, T> use)
        throws IOException, URISyntaxException {
      Path file = Path.of(jar.getJarFileURL().toURI());
      try (FileSystem files = FileSystems.newFileSystem(file)) {
        return use.apply(Bundle.read(files.getPath(folder)));
      }
    }
  }
}
