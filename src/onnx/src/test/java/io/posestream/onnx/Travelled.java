package io.posestream.onnx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Takes an object to another machine, as Flink does. */
public final class Travelled {
  private Travelled() {}

  /** Writes an object and reads it again. */
  @SuppressWarnings("unchecked")
  public static <T extends Serializable> T copyOf(T object)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(written)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(written.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
