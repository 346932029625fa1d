package io.posestream.onnx.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.onnx.batch.KeypointBatch;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.BundleMember;
import io.posestream.onnx.bundle.CrowdHeads;
import io.posestream.onnx.bundle.MemberInput;
import io.posestream.onnx.bundle.TensorShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds what a manifest says of a member against what its network really takes and returns. */
final class MemberContract {
  private final String place;
  private final BundleMember member;
  private final int labels;
  private final int joints;

  /**
   * Creates a contract.
   *
   * @param bundle for the messages and the number of its labels
   * @param member of the bundle
   */
  MemberContract(Bundle bundle, BundleMember member) {
    this.place = "%s: member %s".formatted(bundle.manifestFile(), member.name());
    this.member = member;
    this.labels = bundle.description().labels().size();
    this.joints = bundle.description().layout().joints();
  }

  /**
   * Checks the names, types and shapes that the file declares.
   *
   * @throws BundleException at the first difference
   */
  void check(VolumeSession session) throws OrtException {
    Map<String, NodeInfo> inputs = session.inputs();
    switch (member.model().input()) {
      case HEATMAPS -> checkHeatmaps(inputs);
      case KEYPOINTS -> checkKeypoints(inputs);
    }
    if (member.pictures().isPresent()) {
      checkInput("pictures", member.pictures().get(), inputs);
    }
    Map<String, NodeInfo> outputs = session.outputs();
    for (String head : member.heads()) {
      checkScores(head, shapeOf("outputs.scores", head, outputs));
    }
    if (member.camName().isPresent()) {
      checkCam(shapeOf("outputs.cam", member.camName().get(), outputs));
    }
    if (member.crowdHeads().isPresent()) {
      checkPeople(member.crowdHeads().get(), inputs);
      checkHeads(member.crowdHeads().get(), outputs);
    }
  }

  private void checkHeads(CrowdHeads heads, Map<String, NodeInfo> outputs) {
    checkScores(heads.persons(), shapeOf("heads.persons", heads.persons(), outputs));
    checkScores(heads.pairScores(), shapeOf("heads.pair-scores", heads.pairScores(), outputs));
  }

  private void checkHeatmaps(Map<String, NodeInfo> inputs) {
    long volumes =
        Stream.of(member.heatmaps(), member.pictures()).filter(Optional::isPresent).count();
    checkNumber(volumes + tables(), inputs);
    if (member.heatmaps().isPresent()) {
      checkInput("input", member.heatmaps().get(), inputs);
    }
  }

  // Of joints and of pairs.
  private int tables() {
    return member.crowdHeads().isPresent() ? 2 : 0;
  }

  private void checkNumber(long expected, Map<String, NodeInfo> inputs) {
    if (inputs.size() != expected) {
      throw broken(
          "%s: expected a model with %s, got %s"
              .formatted(
                  member.model().path(),
                  expected == 1 ? "one input" : expected + " inputs",
                  inputs.keySet()));
    }
  }

  private void checkInput(String key, MemberInput said, Map<String, NodeInfo> inputs) {
    TensorShape found = shapeOf(key + ".name", said.name(), inputs);
    if (!found.covers(said.shape())) {
      throw broken("%s.shape: expected the model's %s, got %s".formatted(key, found, said.shape()));
    }
  }

  private void checkPeople(CrowdHeads heads, Map<String, NodeInfo> inputs) {
    long any = TensorShape.ANY;
    long frames = member.heatmaps().map(input -> input.shape().dimension(2)).orElse(any);
    TensorShape joint = TensorShape.of(any, frames, joints, 3);
    checkShape(
        "heads.joints", heads.joints(), shapeOf("heads.joints", heads.joints(), inputs), joint);
    TensorInfo pairs = tensorOf("heads.pairs", heads.pairs(), inputs);
    if (pairs.type != OnnxJavaType.INT64) {
      throw broken("heads.pairs: expected an int64 tensor, the model's is %s".formatted(pairs));
    }
    TensorShape found = TensorShape.of(pairs.getShape());
    checkShape("heads.pairs", heads.pairs(), found, TensorShape.of(any, 2));
  }

  private void checkShape(String key, String name, TensorShape found, TensorShape expected) {
    if (!found.covers(expected)) {
      throw broken("%s: expected %s %s, got %s".formatted(key, name, expected, found));
    }
  }

  private void checkKeypoints(Map<String, NodeInfo> inputs) {
    if (member.crowdHeads().isPresent()) {
      // It paints from the joints, which it takes anyway.
      checkNumber(tables(), inputs);
      return;
    }
    String place = "%s: an input".formatted(member.model().path());
    long any = TensorShape.ANY;
    long frames = member.heatmaps().map(input -> input.shape().dimension(2)).orElse(any);
    TensorShape points = TensorShape.of(any, any, frames, joints, 2);
    TensorShape scores = TensorShape.of(any, any, frames, joints);
    for (Map.Entry<String, TensorShape> expected :
        Map.of(KeypointBatch.KEYPOINTS, points, KeypointBatch.SCORES, scores).entrySet()) {
      TensorShape found = shapeOf(place, expected.getKey(), inputs);
      if (!found.covers(expected.getValue())) {
        throw broken(
            "%s: expected %s %s, got %s"
                .formatted(place, expected.getKey(), expected.getValue(), found));
      }
    }
  }

  private TensorInfo tensorOf(String key, String name, Map<String, NodeInfo> nodes) {
    NodeInfo node = nodes.get(name);
    if (node == null) {
      throw broken(
          "%s: expected one of the model's names %s, got \"%s\""
              .formatted(key, nodes.keySet(), name));
    }
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      throw broken(
          "%s: expected a tensor, the model's %s is %s".formatted(key, name, node.getInfo()));
    }
    return tensor;
  }

  private TensorShape shapeOf(String key, String name, Map<String, NodeInfo> nodes) {
    TensorInfo tensor = tensorOf(key, name, nodes);
    if (tensor.type != OnnxJavaType.FLOAT) {
      throw broken(
          "%s: expected a float32 tensor, the model's %s is %s".formatted(key, name, tensor));
    }
    return TensorShape.of(tensor.getShape());
  }

  /**
   * Checks what a run returned.
   *
   * @param answers the scores, then the class activation map if there is one
   * @throws BundleException if they do not have a value per label
   */
  void checkAnswers(List<FloatTensor> answers) {
    List<String> heads = member.heads();
    for (int i = 0; i < heads.size(); i++) {
      checkScores(heads.get(i), answers.get(i).shape());
    }
    if (member.camName().isPresent()) {
      checkCam(answers.get(heads.size()).shape());
    }
  }

  private void checkScores(String head, TensorShape found) {
    if (!TensorShape.of(TensorShape.ANY, labels).overlaps(found)) {
      throw broken(
          "labels: expected one per class of the model's output %s, shape %s, got %d"
              .formatted(head, found, labels));
    }
  }

  private void checkCam(TensorShape found) {
    TensorShape expected =
        TensorShape.of(TensorShape.ANY, labels, TensorShape.ANY, TensorShape.ANY, TensorShape.ANY);
    if (!expected.overlaps(found)) {
      throw broken(
          "outputs.cam: expected the shape [batch, %d labels, frames, height, width], the model's"
                  .formatted(labels)
              + " %s is %s".formatted(member.camName().orElse(""), found));
    }
  }

  /**
   * Checks the shape that the preprocessing gives.
   *
   * @throws IllegalArgumentException if the network does not take it
   */
  void checkVolume(VolumeShape volume) {
    TensorShape found =
        TensorShape.of(1, volume.channels(), volume.frames(), volume.height(), volume.width());
    Optional<TensorShape> expected = member.heatmaps().map(MemberInput::shape);
    if (expected.isPresent() && !expected.get().covers(found)) {
      throw new IllegalArgumentException(
          "%s: expected volumes of input.shape %s, the preprocessing gives %s"
              .formatted(place, expected.get(), found));
    }
  }

  private BundleException broken(String problem) {
    return new BundleException(
        place + ": " + problem, "make the manifest say what the model has, or export both again");
  }
}
