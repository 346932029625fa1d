package io.posestream.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
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

  /** Reads a float32 array of a .npz file. */
  static float[] npz(Path file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(name + ".npy"))) {
      ByteBuffer raw = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      // Version 1: six bytes of magic, two of version, two of header length, the header, the
      // values.
      int header = raw.getShort(8);
      String text = new String(raw.array(), 10, header, StandardCharsets.US_ASCII);
      if (!text.contains("'<f4'") || !text.contains("'fortran_order': False")) {
        throw new IOException("expected float32 in C order, got " + text);
      }
      return floats(raw.slice(10 + header, raw.limit() - 10 - header));
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
