package io.posestream.job.clipfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A NumPy array as a file: the {@code .npy} format, versions 1 to 3, C order, numbers or one text.
 */
public final class NumpyArray {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final Pattern HEADER =
      Pattern.compile(
          "'descr':\\s*'([^']+)'.*'fortran_order':\\s*(True|False).*'shape':\\s*\\(([^)]*)\\)");

  private final int[] shape;
  private final float[] values;
  private final String text;

  private NumpyArray(int[] shape, float[] values, String text) {
    this.shape = shape;
    this.values = values;
    this.text = text;
  }

  /** Returns a copy of the shape. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns a copy of the numbers in C order; empty if the array is text. */
  public float[] values() {
    return values.clone();
  }

  /** Returns the text; empty if the array holds numbers. */
  public String text() {
    return text;
  }

  /**
   * Writes little-endian float32 in C order, version 1.0.
   *
   * @param values the numbers, from the buffer's start
   * @param shape their product is the buffer's capacity
   * @param file is replaced
   * @throws IOException if the file cannot be written
   */
  public static void write(FloatBuffer values, int[] shape, Path file) throws IOException {
    String sizes =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(sizes, shape.length == 1 ? "," : "");
    int unpadded = MAGIC.length + 4 + header.length() + 1;
    header += " ".repeat(Math.floorMod(-unpadded, ALIGNMENT)) + "\n";
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(MAGIC);
      out.write(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >>> 8)});
      out.write(header.getBytes(ISO_8859_1));
      byte[] chunk = new byte[1 << 16];
      FloatBuffer source = values.duplicate().rewind();
      while (source.hasRemaining()) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && source.hasRemaining()) {
          bytes.putFloat(source.get());
        }
        out.write(chunk, 0, bytes.position());
      }
    }
  }

  /**
   * Reads all arrays of an {@code .npz} by name; those of other types than numbers and text are
   * left out.
   *
   * @throws ClipFileException if an array is damaged
   * @throws IOException if the file cannot be read
   */
  public static Map<String, NumpyArray> readNpz(Path file) throws IOException {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    try (InputStream raw = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(raw)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName().replaceFirst("\\.npy$", "");
        arrays.put(name, read(zip.readAllBytes(), file + ": " + name));
      }
    }
    if (arrays.isEmpty()) {
      throw new ClipFileException(file + ": expected an .npz with arrays, got none");
    }
    return arrays;
  }

  private static NumpyArray read(byte[] bytes, String place) {
    if (bytes.length < MAGIC.length + 4
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ClipFileException(place + ": expected a NumPy array, got other bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean first = bytes[MAGIC.length] == 1;
    buffer.position(MAGIC.length + 2);
    int length = first ? buffer.getShort() & 0xffff : buffer.getInt();
    String header = new String(bytes, buffer.position(), length, ISO_8859_1);
    buffer.position(buffer.position() + length);
    Matcher parts = HEADER.matcher(header);
    if (!parts.find()) {
      throw new ClipFileException(place + ": expected a NumPy header, got " + header.trim());
    }
    int[] shape =
        Arrays.stream(parts.group(3).split(","))
            .map(String::trim)
            .filter(size -> !size.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    if (parts.group(2).equals("True") && shape.length > 1) {
      throw new ClipFileException(
          place + ": expected C order, got Fortran order; save np.ascontiguousarray(a)");
    }
    int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return of(parts.group(1), shape, count, buffer, place);
  }

  private static NumpyArray of(
      String type, int[] shape, int count, ByteBuffer data, String place) {
    if (type.startsWith("<U")) {
      return new NumpyArray(shape, new float[0], utf32(data));
    }
    float[] values = new float[count];
    try {
      for (int i = 0; i < count; i++) {
        values[i] = number(type, data, place);
      }
    } catch (BufferUnderflowException e) {
      throw new ClipFileException(
          "%s: expected %d numbers for shape %s, got fewer: the file is cut off"
              .formatted(place, count, Arrays.toString(shape)),
          e);
    }
    return new NumpyArray(shape, values, "");
  }

  private static float number(String type, ByteBuffer data, String place) {
    return switch (type) {
      case "<f2" -> halfToFloat(data.getShort());
      case "<f4" -> data.getFloat();
      case "<f8" -> (float) data.getDouble();
      case "<i8" -> data.getLong();
      case "<i4" -> data.getInt();
      case "<i2" -> data.getShort();
      case "|u1" -> data.get() & 0xff;
      default ->
          throw new ClipFileException(
              place + ": expected float16, float32, float64 or integers, got " + type);
    };
  }

  private static String utf32(ByteBuffer data) {
    StringBuilder text = new StringBuilder();
    while (data.remaining() >= Integer.BYTES) {
      int point = data.getInt();
      if (point != 0) {
        text.appendCodePoint(point);
      }
    }
    return text.toString();
  }

  // IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction.
  private static float halfToFloat(short half) {
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = (1 + fraction * 0x1p-10f) * Math.scalb(1f, exponent - 15);
    }
    return half < 0 ? -magnitude : magnitude;
  }
}
