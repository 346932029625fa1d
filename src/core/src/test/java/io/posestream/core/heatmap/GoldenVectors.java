package io.posestream.core.heatmap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The reference's own results, in a folder beside the checkout: {@code ../shared/spec/golden}. */
final class GoldenVectors {
  private final Path folder;

  private GoldenVectors(Path folder) {
    this.folder = folder;
  }

  /** Looks for the folder beside each parent of the working directory. */
  static Optional<GoldenVectors> find() {
    Path start = Path.of(System.getProperty("user.dir")).toAbsolutePath();
    for (Path parent = start; parent != null; parent = parent.getParent()) {
      Path folder = parent.resolveSibling("shared/spec/golden");
      if (Files.isRegularFile(folder.resolve("manifest.json"))) {
        return Optional.of(new GoldenVectors(folder));
      }
    }
    return Optional.empty();
  }

  GoldenCase named(String id) {
    for (JsonNode manifest : json("manifest.json").get("cases")) {
      if (manifest.get("id").asText().equals(id)) {
        return new GoldenCase(manifest, folder.resolve(id));
      }
    }
    throw new IllegalArgumentException("expected a golden case in the manifest, got " + id);
  }

  JsonNode json(String file) {
    try {
      return new ObjectMapper().readTree(folder.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an array of the reference model's results. */
  float[] model(String file) {
    return floats(folder.resolveSibling("model").resolve(file));
  }

  static float[] floats(Path file) {
    ByteBuffer bytes = bytes(file);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  static ByteBuffer bytes(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ByteBuffer unzipped(Path file) {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }

  /** Reads x, y, width, height; a crop the reference did not record is the whole image. */
  static CropQuadruple crop(JsonNode array) {
    return array.isNull()
        ? CropQuadruple.WHOLE
        : new CropQuadruple(
            array.get(0).asDouble(),
            array.get(1).asDouble(),
            array.get(2).asDouble(),
            array.get(3).asDouble());
  }
}
