package io.posestream.formats.clipfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyArrayTest {
  private final Path folder;

  NumpyArrayTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void writesAHeaderThatNumpyReads(int dimensions) throws IOException {
    int[] shape = new int[dimensions];
    Arrays.fill(shape, 1);
    shape[dimensions - 1] = 3;

    byte[] bytes = written(FloatBuffer.wrap(new float[] {1.5f, -2, 0}), shape);

    int length = (bytes[8] & 0xff) + 256 * (bytes[9] & 0xff);
    String header = new String(bytes, 10, length, ISO_8859_1);
    assertThat(new String(bytes, 0, 6, ISO_8859_1)).isEqualTo("\u0093NUMPY");
    assertThat(bytes[6]).isEqualTo((byte) 1);
    assertThat(bytes[7]).isZero();
    assertThat((10 + length) % 64).isZero();
    assertThat(header).endsWith("\n");
    assertThat(header.strip())
        .isEqualTo(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }"
                .formatted(dimensions == 1 ? "3," : "1, ".repeat(dimensions - 1) + "3"));
    assertThat(bytes).hasSize(10 + length + 3 * Float.BYTES);
    assertThat(values(bytes, 10 + length).get(1)).isEqualTo(-2);
  }

  @Test
  void writesMoreThanItBuffers() throws IOException {
    FloatBuffer many = FloatBuffer.allocate(100_003);
    for (int i = 0; i < many.limit(); i++) {
      many.put(i, i);
    }

    byte[] bytes = written(many, new int[] {100_003});

    FloatBuffer values = values(bytes, bytes.length - 4 * many.limit());
    assertThat(values).isEqualTo(many);
  }

  @Test
  void leavesTheBuffersPosition() throws IOException {
    FloatBuffer values = FloatBuffer.wrap(new float[] {1, 2, 3}).position(2);

    byte[] bytes = written(values, new int[] {3});

    assertThat(values.position()).isEqualTo(2);
    assertThat(values(bytes, bytes.length - 12).get(0)).isEqualTo(1);
  }

  private byte[] written(FloatBuffer values, int[] shape) throws IOException {
    Path file = folder.resolve("v.npy");
    NumpyArray.write(values, shape, file);
    return Files.readAllBytes(file);
  }

  private static FloatBuffer values(byte[] bytes, int from) {
    return ByteBuffer.wrap(bytes, from, bytes.length - from)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }
}
