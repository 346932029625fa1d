package io.posestream.onnx.bundle;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.onnx.device.Device;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One network of a bundle, as its manifest describes it.
 *
 * @param name unique in the bundle
 * @param stream what the channels of its heatmaps show
 * @param sigma of the Gaussians in them, in heatmap pixels
 * @param clips which it scores
 * @param model the file in use
 * @param heatmaps its input of volumes, if it takes them
 * @param pictures its input of pictures, if it takes them
 * @param heads the outputs with one score per class; the mean of their probabilities counts
 * @param camName of the output with class activation maps, if the network has one
 * @param scores what the scores are
 * @param crowdHeads names of what it takes and returns for each person and pair, if it answers them
 * @param files the same network in all its precisions and for all processors, its own file first
 */
public record BundleMember(
    String name,
    HeatmapStream stream,
    double sigma,
    ClipKind clips,
    ModelFile model,
    Optional<MemberInput> heatmaps,
    Optional<MemberInput> pictures,
    List<String> heads,
    Optional<String> camName,
    ScoreKind scores,
    Optional<CrowdHeads> crowdHeads,
    List<ModelFile> files) {
  /** What a network returns per class. */
  public enum ScoreKind {
    /** Before the softmax. */
    LOGITS,
    /** After the softmax. */
    PROBABILITIES
  }

  /** Copies the lists in. */
  public BundleMember {
    heads = List.copyOf(heads);
    files = List.copyOf(files);
  }

  /** Returns whether the network takes any number of volumes at once, rather than one. */
  public boolean takesBatches() {
    return Stream.of(heatmaps, pictures)
        .flatMap(Optional::stream)
        .allMatch(input -> input.shape().dimension(0) == TensorShape.ANY);
  }

  /** Returns its precisions, that of its own file first. */
  List<String> precisions() {
    return files.stream().map(ModelFile::precision).distinct().toList();
  }

  /** Returns the same member with its first file in that precision, if it has one. */
  Optional<BundleMember> withPrecision(String precision) {
    return files.stream()
        .filter(file -> file.precision().equals(precision))
        .findFirst()
        .map(this::withModel);
  }

  /**
   * Returns the same member with the file of its precision that suits a device best: rather one
   * that was made for such a processor than one for any, and rather one that takes keypoints.
   *
   * @param device to run on
   * @param inputs that can be given
   */
  Optional<BundleMember> on(Device device, Set<ModelInput> inputs) {
    return files.stream()
        .filter(file -> file.precision().equals(model.precision()))
        .filter(file -> file.processor().fits(device) && inputs.contains(file.input()))
        .max(
            Comparator.comparing((ModelFile file) -> file.processor() != Processor.ANY)
                .thenComparing(ModelFile::input))
        .map(this::withModel);
  }

  private BundleMember withModel(ModelFile other) {
    return new BundleMember(
        name,
        stream,
        sigma,
        clips,
        other,
        heatmaps,
        pictures,
        heads,
        camName,
        scores,
        crowdHeads,
        files);
  }
}
