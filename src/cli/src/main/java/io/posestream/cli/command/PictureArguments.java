package io.posestream.cli.command;

import io.posestream.estimator.picture.SentPictures;
import io.posestream.estimator.source.SourceSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The arguments that say which pictures go with their frames. */
final class PictureArguments {
  @Option(
      names = "--pictures",
      required = true,
      description = {
        "Send pictures with the frames, for models that look at them; docs/formats.md#pictures.",
        "They show people: a topic or recording that holds them needs protection."
      })
  private boolean sent;

  @Option(
      names = "--picture-size",
      paramLabel = "PIXELS",
      description = "With --pictures: their longest side; default ${DEFAULT-VALUE}.")
  private int size = SentPictures.DEFAULTS.size();

  @Option(
      names = "--picture-rate",
      paramLabel = "F",
      description =
          "With --pictures: most of them a second; default ${DEFAULT-VALUE}. A job keeps one for"
              + " each eighth of a window.")
  private double rate = SentPictures.DEFAULTS.rate();

  @Option(
      names = "--picture-quality",
      paramLabel = "Q",
      description = "With --pictures: of the JPEG, above 0 up to 1; default ${DEFAULT-VALUE}.")
  private double quality = SentPictures.DEFAULTS.quality();

  @Option(
      names = "--picture-bytes",
      paramLabel = "N",
      description =
          "With --pictures: most bytes of one; default ${DEFAULT-VALUE}. One that would have more is"
              + " sent in a lower quality, or smaller.")
  private int mostBytes = SentPictures.DEFAULTS.mostBytes();

  PictureArguments() {}

  /** Returns how settings of a source are changed: not at all, if no pictures are to be sent. */
  SourceSettings in(SourceSettings settings, CommandSpec spec) {
    try {
      SentPictures pictures =
          SentPictures.DEFAULTS
              .withSize(size)
              .withRate(rate)
              .withQuality(quality)
              .withMostBytes(mostBytes);
      return sent ? settings.withSent(pictures) : settings;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
