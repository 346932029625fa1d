package io.posestream.onnx;

import io.posestream.onnx.session.FloatTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** Recorded inputs and outputs that lie outside the module; a test without them is skipped. */
final class ReferenceFiles {
  private ReferenceFiles() {}

  /** Returns the folder of the whole project: the one above this that has {@code .mvn}. */
  static Path repository() {
    Path module = Path.of("").toAbsolutePath();
    for (Path folder = module; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(".mvn"))) {
        return folder;
      }
    }
    return Assumptions.abort("not inside the repository: " + module);
  }

  static Path requirePresent(Path file) {
    Assumptions.assumeTrue(Files.exists(file), "absent: " + file);
    return file;
  }

  static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Reads little-endian floats. */
  static float[] floats(Path file) throws IOException {
    return floats(ByteBuffer.wrap(Files.readAllBytes(file)));
  }

  private static float[] floats(ByteBuffer bytes) {
    FloatBuffer buffer = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  /** Reads a gzip file of little-endian floats. */
  static float[] unzippedFloats(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return floats(ByteBuffer.wrap(in.readAllBytes()));
    }
  }

  /** Reads a gzip file of n int32 flat indices and then n floats into a volume of zeros. */
  static void readSparse(Path file, FloatBuffer dense) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      ByteBuffer raw = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int count = raw.limit() / 8;
      for (int i = 0; i < count; i++) {
        dense.put(raw.getInt(4 * i), raw.getFloat(4 * (count + i)));
      }
    }
  }

  static float largestDifference(float[] found, float[] expected) {
    if (found.length != expected.length) {
      throw new IllegalArgumentException(
          "expected %d values, got %d".formatted(expected.length, found.length));
    }
    float largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - expected[i]));
    }
    return largest;
  }

  static float[] array(FloatTensor tensor) {
    float[] values = new float[tensor.values().limit()];
    tensor.values().get(0, values);
    return values;
  }
}
