package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs that were good once: cut, spliced, repeated, and spiked with what decoders stumble on. */
final class FuzzInputs {
  private static final List<String> SPIKES =
      List.of(
          "1e999",
          "-1e999",
          "NaN",
          "-Infinity",
          "1e-999",
          "1e300",
          "null",
          "true",
          "{}",
          "[]",
          "[[[[[[[[",
          "{\"a\":{\"a\":",
          "\"\"",
          "\"\\u0000\"",
          "\\ud800",
          "9".repeat(1_100),
          "-0",
          "9223372036854775808",
          "0.1e",
          "\"" + "x".repeat(5_000) + "\"",
          ",,,",
          "\n",
          "\u0001");
  private static final int LONGEST = 1_000_000;

  private final SplittableRandom random;
  private final List<byte[]> seeds;

  FuzzInputs(long seed, List<byte[]> seeds) {
    this.random = new SplittableRandom(seed);
    this.seeds = List.copyOf(seeds);
  }

  byte[] next() {
    byte[] input = seed();
    for (int rounds = 1 + random.nextInt(4); rounds > 0; rounds--) {
      input = changed(input);
    }
    return input;
  }

  private byte[] seed() {
    return seeds.get(random.nextInt(seeds.size())).clone();
  }

  private byte[] changed(byte[] input) {
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> flipped(input);
      case 3, 4 -> joined(start(input), seed());
      case 5, 6 -> start(input);
      case 7, 8, 9, 10 -> spiked(input, SPIKES.get(random.nextInt(SPIKES.size())).getBytes(UTF_8));
      case 11, 12, 13 -> spiked(input, claim());
      case 14, 15, 16 -> joined(start(input), end(input));
      case 17, 18 -> repeated(input, 1 + random.nextInt(20));
      // Seldom, for the long ones take the time.
      default -> random.nextInt(40) == 0 ? repeated(input, random.nextInt(20_000)) : flipped(input);
    };
  }

  private byte[] flipped(byte[] input) {
    for (int flips = 1 + random.nextInt(8); flips > 0 && input.length > 0; flips--) {
      input[random.nextInt(input.length)] = (byte) random.nextInt();
    }
    return input;
  }

  private byte[] start(byte[] input) {
    return slice(input, 0, random.nextInt(input.length + 1));
  }

  private byte[] end(byte[] input) {
    return slice(input, random.nextInt(input.length + 1), input.length);
  }

  /** A length as Avro and protobuf write it, of any size. */
  private byte[] claim() {
    byte[] bytes = new byte[1 + random.nextInt(10)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(128) | (i + 1 < bytes.length ? 128 : 0));
    }
    return bytes;
  }

  private byte[] spiked(byte[] input, byte[] spike) {
    int at = random.nextInt(input.length + 1);
    int skipped = Math.min(input.length, at + random.nextInt(1 + spike.length));
    return joined(joined(slice(input, 0, at), spike), slice(input, skipped, input.length));
  }

  private byte[] repeated(byte[] input, int times) {
    int from = random.nextInt(input.length + 1);
    int to = from + random.nextInt(input.length - from + 1);
    byte[] part = slice(input, from, to);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(slice(input, 0, to));
    for (int i = 0; i < times && out.size() + part.length < LONGEST; i++) {
      out.writeBytes(part);
    }
    out.writeBytes(slice(input, to, input.length));
    return out.toByteArray();
  }

  private static byte[] slice(byte[] input, int from, int to) {
    return java.util.Arrays.copyOfRange(input, from, to);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both.length > LONGEST ? slice(both, 0, LONGEST) : both;
  }
}
