package io.posestream.cli.command;

import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelDescription.PictureNeed;
import io.posestream.core.picture.PictureClip;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.score.LabelScore;
import io.posestream.formats.clipfile.ClipFile;
import io.posestream.formats.clipfile.ClipFileException;
import io.posestream.formats.clipfile.ClipReader;
import io.posestream.formats.clipfile.RecordedClip;
import io.posestream.formats.json.ScoresJson;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
  private static final int MOST_TOLD = 20;

  @Parameters(
      paramLabel = "CLIP",
      description =
          "mmaction2 annotation as .json or .npz, a list of them, pyskl's {split, annotations}, or"
              + " many as .jsonl or .jsonl.gz; gzip or not.")
  private Path clip;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description = "Joints of clips that do not say so; default: the model's.")
  private @Nullable String layout;

  @Option(
      names = "--pictures",
      paramLabel = "DIR|VIDEO",
      description =
          "For a model that looks at pictures: a .jpg or .png for each frame, in the order of their"
              + " names, or a video of as many; of several clips a folder for each, by its name.")
  private @Nullable Path pictures;

  @Option(names = "--model", paramLabel = "DIR", description = "Bundle to use.")
  private Path model = Home.clipModel();

  @Mixin private ModelArguments arguments = new ModelArguments(Device.CPU);

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Labels per clip, best first; default ${DEFAULT-VALUE}.")
  private int top = 5;

  @Option(names = "--json", description = "Print JSON lines.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final List<String> reasons = new ArrayList<>();
  private int answered;
  private int refused;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ClassifyCommand() {}

  @Override
  public Integer call() throws IOException {
    Home.existingFile(spec, "CLIP", clip);
    Home.existingFolder(spec, "--model", model);
    Optional<KeypointLayout> declared =
        Home.named(spec, "--layout", layout, KeypointLayout::named, KeypointLayout.ids());
    if (top < 1) {
      throw Home.refused(spec, "--top", "a positive number", top);
    }
    if (pictures != null && !Files.exists(pictures)) {
      throw Home.refused(spec, "--pictures", "a folder or a video", pictures);
    }
    Bundle bundle = arguments.bundle(model);
    try (OnnxActionModel opened = OnnxActionModel.open(bundle, arguments.options())) {
      requirePictures(opened.description());
      ClipFile.read(clip, progress(), new Answers(opened, declared));
    } catch (IOException | ClipFileException e) {
      reasons.forEach(this::warn);
      throw e;
    }
    requireAllAnswered();
    return 0;
  }

  /** Answers one clip after the other; one that cannot be used costs that clip. */
  private final class Answers implements ClipReader {
    private final OnnxActionModel opened;
    private final Optional<KeypointLayout> declared;

    Answers(OnnxActionModel opened, Optional<KeypointLayout> declared) {
      this.opened = opened;
      this.declared = declared;
    }

    @Override
    public void accept(RecordedClip recorded) {
      try {
        print(recorded.orLayout(declared), opened);
        answered++;
      } catch (ClipFileException e) {
        refuse(e);
      } catch (IOException e) {
        refuse(new ClipFileException(String.valueOf(e.getMessage())));
      }
    }

    @Override
    public void refuse(ClipFileException reason) {
      refused++;
      if (reasons.size() < MOST_TOLD) {
        reasons.add(String.valueOf(reason.getMessage()));
      }
    }
  }

  private void requireAllAnswered() {
    if (refused == 1 && answered == 0) {
      throw new CommandFailedException(reasons.get(0));
    }
    if (refused > 0) {
      reasons.forEach(this::warn);
      throw new CommandFailedException(
          "%s: expected clips that can be used, got %d that cannot, see above; %d answered"
              .formatted(clip, refused, answered));
    }
  }

  private void warn(String message) {
    spec.commandLine().getErr().println(spec.qualifiedName() + ": " + message);
  }

  // Lines that appear on the terminal are progress enough, and a bar would run into them.
  private UnaryOperator<InputStream> progress() throws IOException {
    return System.console() == null ? Progress.of("classify", clip) : UnaryOperator.identity();
  }

  private void print(RecordedClip recorded, OnnxActionModel opened) throws IOException {
    RecordedClip.Usable usable = recorded.forModel(opened.description().layout());
    if (usable.absent() > 0) {
      warn(
          "%s: %d joints are null or no numbers, and taken as absent"
              .formatted(recorded.name(), usable.absent()));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!usable.anybody()) {
      out.println(
          json ? ScoresJson.nobodyLine(recorded.name()) : recorded.name() + "  nobody: no joint");
      return;
    }
    List<LabelScore> best = best(recorded.name(), usable.poses(), opened);
    out.println(json ? ScoresJson.classifyLine(recorded.name(), best) : text(recorded, best));
  }

  private List<LabelScore> best(String clip, PoseSequence poses, OnnxActionModel opened)
      throws IOException {
    ModelDescription description = opened.description();
    float[] probabilities =
        ExampleAnswers.score(poses, picturesOf(clip, poses.frames(), description), opened);
    return IntStream.range(0, probabilities.length)
        .mapToObj(i -> new LabelScore(description.labelNames().get(i), probabilities[i]))
        .sorted(Comparator.comparingDouble(score -> -score.probability()))
        .limit(top)
        .toList();
  }

  private Optional<PictureClip> picturesOf(String clip, int frames, ModelDescription model)
      throws IOException {
    if (pictures == null) {
      return Optional.empty();
    }
    int[] indices = model.preprocessing().samplePictures(frames);
    return indices.length == 0
        ? Optional.empty()
        : Optional.of(ClipPictures.at(pictures).read(clip, frames, indices));
  }

  private void requirePictures(ModelDescription model) {
    if (model.pictures() == PictureNeed.REQUIRED && pictures == null) {
      throw Home.refused(spec, "--pictures", "a folder, for a model that needs pictures", "none");
    }
  }

  private static String text(RecordedClip recorded, List<LabelScore> best) {
    return best.stream()
        .map(score -> "%s %.3f".formatted(score.label(), score.probability()))
        .collect(Collectors.joining("  ", recorded.name() + "  ", ""));
  }
}
