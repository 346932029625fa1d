package io.posestream.cli.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Little-endian float32 in a {@code .npy} file, read without any of our own code.
 *
 * @param shape as the header tells
 * @param values mapped from the file
 */
record NpyFile(int[] shape, FloatBuffer values) {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(([0-9, ]+)\\), \\} *\\n");

  static NpyFile read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      bytes.order(ByteOrder.LITTLE_ENDIAN).position(8);
      byte[] header = new byte[bytes.getShort()];
      bytes.get(header);
      Matcher parts = HEADER.matcher(new String(header, ISO_8859_1));
      if (!parts.matches()) {
        throw new IOException(
            "expected a header of float32, got " + new String(header, ISO_8859_1));
      }
      int[] shape = Arrays.stream(parts.group(1).split(", ")).mapToInt(Integer::parseInt).toArray();
      return new NpyFile(shape, bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
    }
  }
}
