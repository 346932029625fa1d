package io.posestream.cli.command;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.dialect.Conversion;
import io.posestream.formats.dialect.Declaration;
import io.posestream.formats.dialect.FrameDialect;
import io.posestream.formats.dialect.ImageSize;
import io.posestream.formats.dialect.TrackIds;
import io.posestream.formats.dialect.Unit;
import io.posestream.formats.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a recording of another program's poses. */
@Command(
    name = "convert",
    description = "Make a recording of another program's poses; docs/formats.md shows each format.",
    mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
  private static final int MOST_TOLD = 20;

  @Parameters(
      paramLabel = "IN",
      description = "File, or folder with a file for each picture; gzip or not.")
  private Path in;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIALECT",
      description =
          "openpose, alphapose, mmpose, ultralytics, ultralytics-txt, mediapipe, nvschema,"
              + " nvschema-json or dlstreamer.")
  private String from;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "REC.jsonl",
      description = "Takes the recording; gzip if it ends in .gz.")
  private Path out;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description = "Joints; default: what the input names, else the dialect's own.")
  private @Nullable String layout;

  @Option(
      names = "--unit",
      paramLabel = "UNIT",
      description = "pixels or normalised coordinates; default: the dialect's own.")
  private @Nullable String unit;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Of the picture in pixels, such as 1280x720, where the input does not tell.")
  private @Nullable String size;

  @Option(
      names = "--fps",
      paramLabel = "F",
      description = "Frames a second, where the input has no times; goes before its times.")
  private @Nullable Double fps;

  @Option(
      names = "--camera",
      paramLabel = "ID",
      description = "Of the frames; default: what the input says, else its name.")
  private @Nullable String camera;

  @Option(
      names = "--track",
      description = "Give track ids by pose and place, whatever ids the input has.")
  private boolean track;

  @Spec private CommandSpec spec;

  private final List<String> reasons = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ConvertCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(in)) {
      throw Home.refused(spec, "IN", "an existing file or folder", in);
    }
    Home.writableFile(spec, "--out", out);
    Conversion conversion = new Conversion(settings());
    try (RecordingWriter writer = RecordingWriter.open(out)) {
      conversion.run(in, new Frames(writer));
    } catch (IOException e) {
      reasons.forEach(this::warn);
      throw e;
    }
    requireAllConverted(conversion);
    spec.commandLine().getOut().printf("%d frames in %s%n", conversion.frames(), out);
    return 0;
  }

  private void requireAllConverted(Conversion conversion) {
    if (conversion.refused() == 1 && conversion.frames() == 0) {
      throw new CommandFailedException(reasons.get(0));
    }
    if (conversion.refused() > 0 || conversion.frames() == 0) {
      reasons.forEach(this::warn);
      throw new CommandFailedException(
          "%s: expected messages of %s, got %d that cannot be used; %d frames in %s"
              .formatted(in, from, conversion.refused(), conversion.frames(), out));
    }
  }

  private void warn(String message) {
    spec.commandLine().getErr().println(spec.qualifiedName() + ": " + message);
  }

  private Conversion.Settings settings() {
    if (fps != null && !(fps > 0 && fps < 10_000)) {
      throw Home.refused(spec, "--fps", "a positive number of frames a second", fps);
    }
    return new Conversion.Settings(
        Home.named(spec, "--from", from, FrameDialect::named, FrameDialect.ids()).orElseThrow(),
        new Declaration(
            Home.named(spec, "--layout", layout, KeypointLayout::named, KeypointLayout.ids()),
            Home.named(spec, "--unit", unit, Unit::named, Unit.ids()),
            Home.named(
                spec, "--size", size, ImageSize::parse, List.of("WxH in pixels, as in 1280x720"))),
        Optional.ofNullable(camera),
        fps == null ? OptionalDouble.empty() : OptionalDouble.of(fps),
        track ? TrackIds.TRACKED : TrackIds.GIVEN);
  }

  /** Writes the frames, and keeps what is wrong with messages that are none. */
  private final class Frames implements Conversion.FrameConsumer {
    private final RecordingWriter writer;

    Frames(RecordingWriter writer) {
      this.writer = writer;
    }

    @Override
    public void accept(PoseFrame frame) throws IOException {
      writer.write(frame);
    }

    @Override
    public void refuse(String reason) {
      if (reasons.size() < MOST_TOLD) {
        reasons.add(reason);
      }
    }
  }
}
