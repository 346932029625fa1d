package io.posestream.job.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.model.ModelDescription;
import io.posestream.job.json.Json;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.check.ModelCheck;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Validates a bundle and times it. */
@Command(
    name = "check",
    description = "Check that a bundle is whole and matches its manifest, and time it.",
    mixinStandardHelpOptions = true)
final class ModelCheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder of the bundle.")
  private Path folder;

  @Mixin private ModelArguments arguments = new ModelArguments(Device.AUTO);

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Timed runs of each measurement; default ${DEFAULT-VALUE}.")
  private int runs = 20;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ModelCheckCommand() {}

  @Override
  public Integer call() throws IOException {
    Home.existingFolder(spec, "DIR", folder);
    if (runs < 1) {
      throw Home.refused(spec, "--runs", "a positive number", runs);
    }
    Bundle bundle = arguments.bundle(folder);
    OnnxOptions options = arguments.options();
    OptionalDouble difference;
    ModelCheck check;
    // Open throughout, so that both use one session.
    try (OnnxActionModel model = OnnxActionModel.open(bundle, options)) {
      difference = ExampleAnswers.largestDifference(folder, model);
      check = ModelCheck.run(bundle, options, runs);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(tree(check, difference)));
    } else {
      print(check, difference, out);
    }
    return 0;
  }

  private static ObjectNode tree(ModelCheck check, OptionalDouble difference) {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    tree.put("name", check.model().name());
    tree.put("version", check.model().version());
    tree.put("sha256", check.model().sha256());
    tree.put("device", check.device().id());
    tree.set("labels", Json.MAPPER.valueToTree(check.model().labelNames()));
    difference.ifPresent(value -> tree.put("answers_differ_by", value));
    tree.set("members", Json.MAPPER.valueToTree(check.members()));
    tree.set("stages", Json.MAPPER.valueToTree(check.stages()));
    tree.set("batches", Json.MAPPER.valueToTree(check.batches()));
    return tree;
  }

  private static void print(ModelCheck check, OptionalDouble difference, PrintWriter out) {
    ModelDescription model = check.model();
    out.printf("bundle     %s %s, sound%n", model.name(), model.version());
    out.printf("sha256     %s%n", model.sha256());
    out.printf("labels     %d: %s%n", model.labels().size(), String.join(" ", model.labelNames()));
    out.printf("device     %s%n", check.device().id());
    out.printf(
        "answers    %s%n",
        difference.isPresent()
            ? "as recorded in %s, max |diff| %.1e"
                .formatted(ExampleAnswers.FILE, difference.getAsDouble())
            : "not checked: the bundle has no %s".formatted(ExampleAnswers.FILE));
    for (ModelCheck.Member member : check.members()) {
      out.printf(
          "member     %s: %s, %s, %,d bytes, %,d parameters, input %s, outputs %s%n",
          member.name(),
          member.stream().id(),
          member.precision(),
          member.bytes(),
          member.parameters(),
          member.input(),
          String.join(" ", member.outputs()));
    }
    out.printf("%n%-26s %10s %10s%n", "one clip, milliseconds", "median", "min");
    for (ModelCheck.Stages stages : check.stages()) {
      row(out, "preprocessing, %d persons".formatted(stages.persons()), stages.preprocessing());
      row(out, "inference, %d persons".formatted(stages.persons()), stages.inference());
    }
    for (ModelCheck.Batch batch : check.batches()) {
      row(out, "per clip in calls of %d".formatted(batch.clips()), batch.perClip());
    }
  }

  private static void row(PrintWriter out, String what, ModelCheck.Milliseconds time) {
    out.printf("%-26s %10.2f %10.2f%n", what, time.median(), time.min());
  }
}
