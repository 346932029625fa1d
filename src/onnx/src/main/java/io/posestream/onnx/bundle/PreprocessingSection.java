package io.posestream.onnx.bundle;

import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.picture.PicturePreprocessing;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.FrameSampling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the section {@code preprocessing} of a manifest. */
final class PreprocessingSection {
  private static final String[] KEYS = {
    "clip-length",
    "num-clips",
    "flip",
    "compact",
    "resize",
    "center-crop",
    "sigma",
    "scaling",
    "use-score",
    "sampling",
    "pictures"
  };
  private static final Pattern EXACT_SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");
  private static final Pattern SHORT_SIDE = Pattern.compile("short:([1-9]\\d{0,4})");

  private PreprocessingSection() {}

  /**
   * Reads the section.
   *
   * @throws BundleException naming the file, the key, what was expected and what was found
   */
  static Preprocessing read(ManifestValue value, Dialect dialect) {
    value.mappingOf(KEYS);
    try {
      return new Preprocessing(
          dialect,
          value.get("clip-length").integer(),
          value.get("num-clips").integer(),
          value.get("flip").flag() ? Flip.MIRRORED : Flip.NONE,
          compaction(value.get("compact")),
          value.get("resize").named("HEIGHTxWIDTH or short:N", PreprocessingSection::resizeRule),
          centerCrop(value.get("center-crop")),
          value.get("sigma").number(),
          value.get("scaling").number(),
          value.get("use-score").flag() ? JointScores.PEAK : JointScores.IGNORED,
          sampling(value),
          value.find("pictures").map(PreprocessingSection::pictures));
    } catch (IllegalArgumentException e) {
      throw value.rejectBelow(e);
    }
  }

  private static PicturePreprocessing pictures(ManifestValue value) {
    value.mappingOf("clip-length", "resize", "mean", "std");
    ResizeRule.Exact size = value.get("resize").named("HEIGHTxWIDTH", PreprocessingSection::exact);
    return new PicturePreprocessing(
        value.get("clip-length").integer(),
        size.width(),
        size.height(),
        colours(value.get("mean")),
        colours(value.get("std")));
  }

  private static List<Float> colours(ManifestValue value) {
    return value.items().stream().map(colour -> (float) colour.number()).toList();
  }

  private static FrameSampling sampling(ManifestValue value) {
    return value
        .find("sampling")
        .map(kind -> kind.named("reference or time-uniform", FrameSampling::named))
        .orElse(FrameSampling.REFERENCE);
  }

  private static Compaction compaction(ManifestValue value) {
    value.mappingOf("padding", "threshold", "hw-ratio", "allow-imgpad");
    ManifestValue ratio = value.get("hw-ratio");
    List<ManifestValue> sides = ratio.items();
    if (sides.size() != 2) {
      throw ratio.expected("two numbers, [height, width]");
    }
    return new Compaction(
        value.get("padding").number("a number of at least 0", padding -> padding >= 0),
        value.get("threshold").number("a number of at least 0", threshold -> threshold >= 0),
        positive(sides.get(0)),
        positive(sides.get(1)),
        value.get("allow-imgpad").flag() ? Compaction.Beyond.ALLOWED : Compaction.Beyond.CLAMPED);
  }

  private static double positive(ManifestValue value) {
    return value.number("a number above 0", number -> number > 0);
  }

  private static Optional<ResizeRule> resizeRule(String text) {
    Optional<ResizeRule.Exact> exact = exact(text);
    if (exact.isPresent()) {
      return exact.map(ResizeRule.class::cast);
    }
    Matcher shortSide = SHORT_SIDE.matcher(text);
    return shortSide.matches()
        ? Optional.of(new ResizeRule.ShortSide(Integer.parseInt(shortSide.group(1))))
        : Optional.empty();
  }

  private static Optional<ResizeRule.Exact> exact(String text) {
    Matcher exact = EXACT_SIZE.matcher(text);
    return exact.matches()
        ? Optional.of(
            new ResizeRule.Exact(
                Integer.parseInt(exact.group(1)), Integer.parseInt(exact.group(2))))
        : Optional.empty();
  }

  private static OptionalInt centerCrop(ManifestValue value) {
    if (value.isText("none")) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        (int)
            value.number(
                "none or a whole number above 0", side -> side >= 1 && side == (int) side));
  }
}
