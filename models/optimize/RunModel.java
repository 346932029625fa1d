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
 * whose values are in FOLDER/NAME.f32 or, if they are whole numbers, FOLDER/NAME.i64,
 * little-endian. Each output goes to FOLDER/NAME.f32, and its name and shape to standard output.
 * With OPTIMIZED=FILE the graph that ONNX Runtime made of the file is written as well. With RUNS=N
 * each of N runs takes its share of the rows of every input, instead of one row.
 */
public final class RunModel {
  private static final String OPTIMIZED = "OPTIMIZED";
  private static final String RUNS = "RUNS";

  private RunModel() {}

  public static void main(String[] arguments) throws OrtException, IOException {
    Path folder = Path.of(arguments[1]);
    Map<String, long[]> shapes = new HashMap<>();
    long runs = 0;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      for (String argument : Arrays.copyOfRange(arguments, 2, arguments.length)) {
        String[] parts = argument.split("=", 2);
        if (parts[0].equals(OPTIMIZED)) {
          options.setOptimizedModelFilePath(parts[1]);
        } else if (parts[0].equals(RUNS)) {
          runs = Long.parseLong(parts[1]);
        } else {
          shapes.put(
              parts[0],
              Arrays.stream(parts[1].split("x")).mapToLong(Long::parseLong).toArray());
        }
      }
      try (OrtSession session = environment.createSession(arguments[0], options)) {
        long rows = shapes.values().iterator().next()[0];
        run(environment, session, shapes, folder, runs == 0 ? rows : runs);
      }
    }
  }

  private static void run(
      OrtEnvironment environment,
      OrtSession session,
      Map<String, long[]> shapes,
      Path folder,
      long runs)
      throws OrtException, IOException {
    Map<String, RandomAccessFile> inputs = new HashMap<>();
    Map<String, DataOutputStream> outputs = new HashMap<>();
    Map<String, long[]> found = new HashMap<>();
    for (String input : shapes.keySet()) {
      Path whole = folder.resolve(input + ".i64");
      Path file = Files.exists(whole) ? whole : folder.resolve(input + ".f32");
      inputs.put(input, new RandomAccessFile(file.toFile(), "r"));
    }
    for (NodeInfo output : session.getOutputInfo().values()) {
      Path file = folder.resolve(output.getName() + ".f32");
      outputs.put(output.getName(), new DataOutputStream(Files.newOutputStream(file)));
    }
    for (long run = 0; run < runs; run++) {
      Map<String, OnnxTensor> tensors = new HashMap<>();
      for (Map.Entry<String, long[]> input : shapes.entrySet()) {
        String name = input.getKey();
        long[] share = input.getValue().clone();
        share[0] /= runs;
        boolean whole = Files.exists(folder.resolve(name + ".i64"));
        tensors.put(name, next(environment, inputs.get(name), share, whole));
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
      shape[0] *= runs;
      System.out.println(output.getKey() + " " + Arrays.toString(shape));
    }
  }

  /** Reads the values of one run; {@code whole} numbers have 64 bits. */
  private static OnnxTensor next(
      OrtEnvironment environment, RandomAccessFile file, long[] shape, boolean whole)
      throws OrtException, IOException {
    long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    byte[] bytes = new byte[Math.toIntExact(size * (whole ? Long.BYTES : Float.BYTES))];
    file.readFully(bytes);
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return whole
        ? OnnxTensor.createTensor(environment, values.asLongBuffer(), shape)
        : OnnxTensor.createTensor(environment, values.asFloatBuffer(), shape);
  }

  private static void write(FloatBuffer values, DataOutputStream output) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    output.write(bytes.array());
  }
}
