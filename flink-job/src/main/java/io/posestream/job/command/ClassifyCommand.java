package io.posestream.job.command;

import io.posestream.core.model.ModelDescription;
import io.posestream.core.score.LabelScore;
import io.posestream.job.clipfile.ClipFile;
import io.posestream.job.clipfile.RecordedClip;
import io.posestream.job.json.ScoresJson;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names the action in recorded clips. */
@Command(
    name = "classify",
    description = "Name the action in recorded clips, a line for each clip.",
    mixinStandardHelpOptions = true)
final class ClassifyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CLIP",
      description = "mmaction2 annotation as .json or .npz, or many as .jsonl or .jsonl.gz.")
  private Path clip;

  @Option(names = "--model", paramLabel = "DIR", description = "Bundle to use.")
  private Path model = Home.defaultModel();

  @Mixin private ModelArguments arguments = new ModelArguments(Device.CPU);

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Labels per clip, best first; default ${DEFAULT-VALUE}.")
  private int top = 5;

  @Option(names = "--json", description = "Print JSON lines.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ClassifyCommand() {}

  @Override
  public Integer call() throws IOException {
    Home.existingFile(spec, "CLIP", clip);
    Home.existingFolder(spec, "--model", model);
    if (top < 1) {
      throw Home.refused(spec, "--top", "a positive number", top);
    }
    Bundle bundle = arguments.bundle(model);
    try (OnnxActionModel opened = OnnxActionModel.open(bundle, arguments.options())) {
      ClipFile.read(clip, progress(), recorded -> print(recorded, opened));
    }
    return 0;
  }

  // Lines that appear on the terminal are progress enough, and a bar would run into them.
  private UnaryOperator<InputStream> progress() throws IOException {
    return System.console() == null ? Progress.of("classify", clip) : UnaryOperator.identity();
  }

  private void print(RecordedClip recorded, OnnxActionModel opened) {
    ModelDescription description = opened.description();
    float[] probabilities = ExampleAnswers.score(recorded, opened);
    List<LabelScore> best =
        IntStream.range(0, probabilities.length)
            .mapToObj(i -> new LabelScore(description.labelNames().get(i), probabilities[i]))
            .sorted(Comparator.comparingDouble(score -> -score.probability()))
            .limit(top)
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? ScoresJson.classifyLine(recorded.name(), best) : text(recorded, best));
  }

  private static String text(RecordedClip recorded, List<LabelScore> best) {
    return best.stream()
        .map(score -> "%s %.3f".formatted(score.label(), score.probability()))
        .collect(Collectors.joining("  ", recorded.name() + "  ", ""));
  }
}
