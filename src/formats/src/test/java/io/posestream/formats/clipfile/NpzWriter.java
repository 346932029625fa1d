package io.posestream.formats.clipfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes {@code .npz} files as NumPy does: a builder, for one thread. */
final class NpzWriter {
  private final Map<String, byte[]> arrays = new LinkedHashMap<>();

  /** Adds numbers of a type such as {@code <f4}. */
  NpzWriter with(String name, String type, String shape, double... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      put(data, type, value);
    }
    data.flip();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return withBytes(
        name,
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape),
        bytes);
  }

  /** Adds a scalar text. */
  NpzWriter withText(String name, String text) {
    ByteBuffer data = ByteBuffer.allocate(4 * text.length()).order(ByteOrder.LITTLE_ENDIAN);
    text.chars().forEach(data::putInt);
    return withBytes(
        name,
        "{'descr': '<U%d', 'fortran_order': False, 'shape': (), }".formatted(text.length()),
        data.array());
  }

  /** Adds an array of this header and data, whether they fit or not. */
  NpzWriter withBytes(String name, String header, byte[] data) {
    ByteBuffer array = ByteBuffer.allocate(10 + header.length() + data.length);
    array.order(ByteOrder.LITTLE_ENDIAN);
    array.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    array.putShort((short) header.length());
    array.put(header.getBytes(ISO_8859_1)).put(data);
    return withEntry(name, array.array());
  }

  /** Adds bytes that may be no array at all. */
  NpzWriter withEntry(String name, byte[] bytes) {
    arrays.put(name, bytes);
    return this;
  }

  /** Writes the file and returns it. */
  Path to(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(bytes());
    }
    return file;
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void put(ByteBuffer data, String type, double value) {
    switch (type) {
      case "<f2" -> data.putShort(half(value));
      case "<f4" -> data.putFloat((float) value);
      case "<f8" -> data.putDouble(value);
      case "<i8" -> data.putLong((long) value);
      case "<i4" -> data.putInt((int) value);
      case "<i2" -> data.putShort((short) value);
      case "|u1", "|b1" -> data.put((byte) value);
      default -> throw new IllegalArgumentException("no values of type " + type);
    }
  }

  // Cuts the fraction off to 10 bits: for values that a half has, or 0, infinities and NaN.
  private static short half(double value) {
    int bits = Float.floatToIntBits((float) value);
    int sign = bits >>> 16 & 0x8000;
    if (value == 0) {
      return (short) sign;
    }
    if (!Double.isFinite(value)) {
      return (short) (sign | 0x7c00 | (Double.isNaN(value) ? 1 : 0));
    }
    int exponent = Math.getExponent((float) value) + 15;
    return exponent > 0
        ? (short) (sign | exponent << 10 | bits >>> 13 & 0x3ff)
        : (short) (sign | (int) (Math.abs(value) / 0x1p-24));
  }
}
