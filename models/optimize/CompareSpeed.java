import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Times ONNX files with the same inputs and outputs against the first of them, on one thread.
 *
 * <p>Every round runs each file once, so that a disturbance meets all of them; the fastest run
 * counts, in processor time of the thread, so that other work does not. Arguments: shape such as
 * 1x17x48x56x56, or several as NAME=SHAPE,NAME=SHAPE; number of rounds; files. An input of whole
 * numbers, such as pairs of people, is 0 and 1 in turn.
 */
public final class CompareSpeed {

  // Share of a heatmap volume that is not zero.
  private static final float DENSITY = 0.02f;

  private CompareSpeed() {}

  public static void main(String[] arguments) throws OrtException {
    int rounds = Integer.parseInt(arguments[1]);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      candidates.add(new Candidate(environment, arguments[i]));
    }
    String only = candidates.get(0).session.getInputNames().iterator().next();
    Map<String, OnnxTensor> volumes = new HashMap<>();
    for (String input : arguments[0].split(",")) {
      String[] parts = input.contains("=") ? input.split("=", 2) : new String[] {only, input};
      volumes.put(parts[0], candidates.get(0).input(environment, parts[0], parts[1]));
    }
    for (int round = 0; round < rounds; round++) {
      for (Candidate candidate : candidates) {
        candidate.run(volumes);
      }
    }
    volumes.values().forEach(OnnxTensor::close);
    for (Candidate candidate : candidates) {
      System.out.println(candidate.comparedWith(candidates.get(0)));
      candidate.session.close();
    }
  }

  private static FloatBuffer randomVolume(int size) {
    Random random = new Random(1);
    FloatBuffer values = FloatBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      values.put(i, random.nextFloat() < DENSITY ? random.nextFloat() : 0f);
    }
    return values;
  }

  /** One file with its fastest run and the first output of its last. */
  private static final class Candidate {
    private final String file;
    private final OrtSession session;
    private long fastestNanos = Long.MAX_VALUE;
    private float[] answer = {};

    Candidate(OrtEnvironment environment, String file) throws OrtException {
      this.file = file;
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        session = environment.createSession(file, options);
      }
    }

    /** Returns an input of a shape such as 1x17x48x56x56, of the type that the file takes. */
    OnnxTensor input(OrtEnvironment environment, String name, String text) throws OrtException {
      long[] shape = Arrays.stream(text.split("x")).mapToLong(Long::parseLong).toArray();
      int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
      TensorInfo taken = (TensorInfo) session.getInputInfo().get(name).getInfo();
      if (taken.type == OnnxJavaType.INT64) {
        long[] rows = LongStream.range(0, size).map(i -> i % 2).toArray();
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(rows), shape);
      }
      return OnnxTensor.createTensor(environment, randomVolume(size), shape);
    }

    void run(Map<String, OnnxTensor> volumes) throws OrtException {
      ThreadMXBean clock = ManagementFactory.getThreadMXBean();
      long start = clock.getCurrentThreadCpuTime();
      try (OrtSession.Result result = session.run(volumes)) {
        fastestNanos = Math.min(fastestNanos, clock.getCurrentThreadCpuTime() - start);
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        answer = new float[values.remaining()];
        values.get(answer);
      }
    }

    String comparedWith(Candidate first) {
      double difference = 0;
      double largest = 0;
      for (int i = 0; i < answer.length; i++) {
        difference = Math.max(difference, Math.abs(answer[i] - first.answer[i]));
        largest = Math.max(largest, Math.abs(first.answer[i]));
      }
      return String.format(
          "%-40s %8.2f ms  %.2fx  max |diff| %.1e of %.2f",
          file, fastestNanos / 1e6, (double) first.fastestNanos / fastestNanos, difference, largest);
    }
  }
}
