import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs an ONNX file in ONNX Runtime on recorded inputs, clip by clip, and records what it returns.
 *
 * <p>Arguments: the file, a folder, and for each input NAME=SHAPE such as keypoints=8x2x16x17x2,
 * whose values are in FOLDER/NAME.f32, little-endian. Each output goes to FOLDER/NAME.f32, and its
 * name and shape to standard output. With OPTIMIZED=FILE the graph that ONNX Runtime made of the
 * file is written as well.
 */
public final class RunModel {
  private static final String OPTIMIZED = "OPTIMIZED";

  private RunModel() {}

  public static void main(String[] arguments) throws OrtException, IOException {
    Path folder = Path.of(arguments[1]);
    Map<String, long[]> shapes = new HashMap<>();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      for (String argument : Arrays.copyOfRange(arguments, 2, arguments.length)) {
        String[] parts = argument.split("=", 2);
        if (parts[0].equals(OPTIMIZED)) {
          options.setOptimizedModelFilePath(parts[1]);
        } else {
          shapes.put(
              parts[0],
              Arrays.stream(parts[1].split("x")).mapToLong(Long::parseLong).toArray());
        }
      }
      try (OrtSession session = environment.createSession(arguments[0], options)) {
        run(environment, session, shapes, folder);
      }
    }
  }

  private static void run(
      OrtEnvironment environment, OrtSession session, Map<String, long[]> shapes, Path folder)
      throws OrtException, IOException {
    Map<String, RandomAccessFile> inputs = new HashMap<>();
    Map<String, DataOutputStream> outputs = new HashMap<>();
    Map<String, long[]> found = new HashMap<>();
    long clips = 0;
    for (Map.Entry<String, long[]> input : shapes.entrySet()) {
      Path file = folder.resolve(input.getKey() + ".f32");
      inputs.put(input.getKey(), new RandomAccessFile(file.toFile(), "r"));
      clips = input.getValue()[0];
    }
    for (NodeInfo output : session.getOutputInfo().values()) {
      Path file = folder.resolve(output.getName() + ".f32");
      outputs.put(output.getName(), new DataOutputStream(Files.newOutputStream(file)));
    }
    for (long clip = 0; clip < clips; clip++) {
      Map<String, OnnxTensor> tensors = new HashMap<>();
      for (Map.Entry<String, long[]> input : shapes.entrySet()) {
        tensors.put(
            input.getKey(), next(environment, inputs.get(input.getKey()), input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        for (Map.Entry<String, OnnxValue> output : result) {
          OnnxTensor tensor = (OnnxTensor) output.getValue();
          found.put(output.getKey(), tensor.getInfo().getShape());
          write(tensor.getFloatBuffer(), outputs.get(output.getKey()));
        }
      }
      tensors.values().forEach(OnnxTensor::close);
    }
    for (DataOutputStream output : outputs.values()) {
      output.close();
    }
    for (RandomAccessFile input : inputs.values()) {
      input.close();
    }
    for (Map.Entry<String, long[]> output : found.entrySet()) {
      long[] shape = output.getValue();
      shape[0] = clips;
      System.out.println(output.getKey() + " " + Arrays.toString(shape));
    }
  }

  /** Reads the values of one clip. */
  private static OnnxTensor next(OrtEnvironment environment, RandomAccessFile file, long[] shape)
      throws OrtException, IOException {
    long[] one = shape.clone();
    one[0] = 1;
    long size = Arrays.stream(one).reduce(1, Math::multiplyExact);
    byte[] bytes = new byte[Math.toIntExact(size * Float.BYTES)];
    file.readFully(bytes);
    FloatBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    return OnnxTensor.createTensor(environment, values, one);
  }

  private static void write(FloatBuffer values, DataOutputStream output) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    output.write(bytes.array());
  }
}
