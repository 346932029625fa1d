package io.posestream.formats.clipfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** A NumPy array in the {@code .npy} format: versions 1 to 3, C order, numbers or one text. */
public final class NumpyArray {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final Pattern HEADER =
      Pattern.compile(
          "'descr':\\s*'([^']+)'.*'fortran_order':\\s*(True|False).*'shape':\\s*\\(([^)]*)\\)");

  private final String place;
  private final String type;
  private final boolean columnsFirst;
  private final int[] shape;
  private final ByteBuffer data;

  private NumpyArray(
      String place, String type, boolean columnsFirst, int[] shape, ByteBuffer data) {
    this.place = place;
    this.type = type;
    this.columnsFirst = columnsFirst;
    this.shape = shape;
    this.data = data;
  }

  /** Returns a copy of the shape. */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * Writes little-endian float32 in C order, version 1.0.
   *
   * @param values the numbers, from the start of the buffer
   * @param shape sizes, whose product is the capacity of the buffer
   * @param file replaced if it exists
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
      write(values.duplicate().rewind(), out);
    }
  }

  private static void write(FloatBuffer values, OutputStream out) throws IOException {
    byte[] chunk = new byte[1 << 16];
    while (values.hasRemaining()) {
      ByteBuffer bytes = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining() && values.hasRemaining()) {
        bytes.putFloat(values.get());
      }
      out.write(chunk, 0, bytes.position());
    }
  }

  /**
   * Reads all arrays of an {@code .npz} by name; their contents are checked on access.
   *
   * @throws ClipFileException if the archive or the header of an array is damaged
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
    } catch (EOFException | ZipException e) {
      throw new ClipFileException(
          "%s: expected a whole .npz, got a damaged one: %s".formatted(file, e.getMessage()), e);
    }
    if (arrays.isEmpty()) {
      throw new ClipFileException(file + ": expected an .npz with arrays, got none");
    }
    return arrays;
  }

  private static NumpyArray read(byte[] bytes, String place) {
    if (bytes.length < MAGIC.length + 6
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ClipFileException(place + ": expected a NumPy array, got other bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    String header = header(buffer, place);
    Matcher parts = HEADER.matcher(header);
    if (!parts.find()) {
      throw new ClipFileException(place + ": expected a NumPy header, got " + header.strip());
    }
    int[] shape = shape(parts.group(3), place);
    return new NumpyArray(
        place,
        parts.group(1),
        parts.group(2).equals("True") && shape.length > 1,
        shape,
        buffer.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  // Leaves the buffer at the first number.
  private static String header(ByteBuffer buffer, String place) {
    boolean first = buffer.get(MAGIC.length) == 1;
    buffer.position(MAGIC.length + 2);
    int length = first ? buffer.getShort() & 0xffff : buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new ClipFileException(
          "%s: expected a NumPy header of %d bytes, got %d: the file is cut off"
              .formatted(place, length, buffer.remaining()));
    }
    byte[] header = new byte[length];
    buffer.get(header);
    return new String(header, ISO_8859_1);
  }

  private static int[] shape(String sizes, String place) {
    List<String> texts =
        Arrays.stream(sizes.split(",")).map(String::strip).filter(size -> !size.isEmpty()).toList();
    if (!texts.stream().allMatch(size -> size.matches("\\d{1,9}"))) {
      throw new ClipFileException(
          "%s: expected a shape of sizes below 10^9, got (%s)".formatted(place, sizes));
    }
    return texts.stream().mapToInt(Integer::parseInt).toArray();
  }

  /**
   * Returns the numbers in C order.
   *
   * @throws ClipFileException if type or order do not fit, or the shape needs more numbers
   */
  public float[] values() {
    if (columnsFirst) {
      throw new ClipFileException(
          place + ": expected C order, got Fortran order; save np.ascontiguousarray(a)");
    }
    int width = width();
    double count = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (count * width > data.capacity()) {
      throw new ClipFileException(
          "%s: expected %.0f numbers for shape %s, got fewer: the file is cut off"
              .formatted(place, count, Arrays.toString(shape)));
    }
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(width * i);
    }
    return values;
  }

  private int width() {
    return switch (type) {
      case "<f8", "<i8" -> 8;
      case "<f4", "<i4" -> 4;
      case "<f2", "<i2" -> 2;
      case "|u1" -> 1;
      case "|O" ->
          throw new ClipFileException(
              place
                  + ": expected numbers, got Python objects (|O), which only Python may read:"
                  + " save plain arrays of one shape, numpy.asarray(a, dtype='float32')");
      default ->
          throw new ClipFileException(
              place + ": expected float16, float32, float64 or integers, got " + type);
    };
  }

  private float number(int at) {
    return switch (type) {
      case "<f2" -> halfToFloat(data.getShort(at));
      case "<f4" -> data.getFloat(at);
      case "<f8" -> (float) data.getDouble(at);
      case "<i8" -> data.getLong(at);
      case "<i4" -> data.getInt(at);
      case "<i2" -> data.getShort(at);
      default -> data.get(at) & 0xff;
    };
  }

  /** Returns the text; empty if the array does not hold text. */
  public String text() {
    return type.startsWith("<U") ? utf32(data.duplicate().order(ByteOrder.LITTLE_ENDIAN)) : "";
  }

  private static String utf32(ByteBuffer data) {
    StringBuilder text = new StringBuilder();
    while (data.remaining() >= Integer.BYTES) {
      int point = data.getInt();
      if (point != 0 && Character.isValidCodePoint(point)) {
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
