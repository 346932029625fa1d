package io.posestream.core.picture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The reference's results with pictures: {@code ../shared/spec/rgbpose}; without it, a skip. */
final class GoldenPictures {
  private GoldenPictures() {}

  static JsonNode manifest() {
    return json("manifest.json");
  }

  static JsonNode json(String file) {
    try {
      return new ObjectMapper().readTree(folder().resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static GoldenCase named(String id) {
    for (JsonNode entry : manifest().get("pre").get("cases")) {
      if (entry.get("id").asText().equals(id)) {
        return new GoldenCase(entry, folder().resolve("pre").resolve(id));
      }
    }
    throw new IllegalArgumentException("expected a golden case in the manifest, got " + id);
  }

  static Path folder() {
    Path start = Path.of(System.getProperty("user.dir")).toAbsolutePath();
    for (Path parent = start; parent != null; parent = parent.getParent()) {
      Path folder = parent.resolveSibling("shared/spec/rgbpose");
      if (Files.isRegularFile(folder.resolve("manifest.json"))) {
        return folder;
      }
    }
    assumeTrue(false, "no ../shared/spec/rgbpose beside the checkout: not compared");
    throw new IllegalStateException("not reached");
  }

  static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
