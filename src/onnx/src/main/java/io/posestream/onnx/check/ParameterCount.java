package io.posestream.onnx.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Counts the numbers that an ONNX file stores as its graph's initializers.
 *
 * <p>ONNX Runtime does not tell, so this walks the file's protocol buffers: each field is a varint
 * tag (number * 8 + wire type) and a value; what is not on the way to an initializer's dimensions
 * is skipped.
 */
final class ParameterCount {
  // Field numbers of onnx.proto.
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_DIMS = 1;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private ParameterCount() {}

  /** Counts the parameters of a file that ONNX Runtime has opened, and is well-formed hence. */
  static long of(Path model) throws IOException {
    return ofModel(ByteBuffer.wrap(Files.readAllBytes(model)));
  }

  private static long ofModel(ByteBuffer model) {
    long count = 0;
    while (model.hasRemaining()) {
      long tag = varint(model);
      if (isField(tag, MODEL_GRAPH, LENGTH_DELIMITED)) {
        count += ofGraph(message(model));
      } else {
        skip(tag, model);
      }
    }
    return count;
  }

  private static long ofGraph(ByteBuffer graph) {
    long count = 0;
    while (graph.hasRemaining()) {
      long tag = varint(graph);
      if (isField(tag, GRAPH_INITIALIZER, LENGTH_DELIMITED)) {
        count += ofTensor(message(graph));
      } else {
        skip(tag, graph);
      }
    }
    return count;
  }

  private static long ofTensor(ByteBuffer tensor) {
    long count = 1;
    while (tensor.hasRemaining()) {
      long tag = varint(tensor);
      if (isField(tag, TENSOR_DIMS, VARINT)) {
        count *= varint(tensor);
      } else if (isField(tag, TENSOR_DIMS, LENGTH_DELIMITED)) {
        for (ByteBuffer packed = message(tensor); packed.hasRemaining(); ) {
          count *= varint(packed);
        }
      } else {
        skip(tag, tensor);
      }
    }
    return count;
  }

  private static boolean isField(long tag, int number, int wireType) {
    return tag == ((long) number << 3 | wireType);
  }

  private static void skip(long tag, ByteBuffer in) {
    switch ((int) (tag & 7)) {
      case VARINT -> varint(in);
      case FIXED64 -> advance(in, Long.BYTES);
      case LENGTH_DELIMITED -> message(in);
      case FIXED32 -> advance(in, Integer.BYTES);
      default -> throw new IllegalArgumentException("wire type of tag " + tag);
    }
  }

  private static ByteBuffer message(ByteBuffer in) {
    int length = Math.toIntExact(varint(in));
    ByteBuffer message = in.slice(in.position(), length);
    advance(in, length);
    return message;
  }

  private static void advance(ByteBuffer in, int bytes) {
    in.position(in.position() + bytes);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint of more than 64 bits");
  }
}
