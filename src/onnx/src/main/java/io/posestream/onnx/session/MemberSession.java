package io.posestream.onnx.session;

import ai.onnxruntime.OrtException;
import io.posestream.core.heatmap.ViewAverage;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.core.model.ClassActivation;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.Crowd.Group;
import io.posestream.core.model.Scope;
import io.posestream.onnx.batch.BatchSizes;
import io.posestream.onnx.batch.CrowdBatch;
import io.posestream.onnx.batch.Feed;
import io.posestream.onnx.batch.Feed.Painting;
import io.posestream.onnx.batch.InputNames;
import io.posestream.onnx.batch.VolumeBatch;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.BundleMember;
import io.posestream.onnx.bundle.BundleMember.ScoreKind;
import io.posestream.onnx.bundle.CrowdHeads;
import io.posestream.onnx.bundle.MemberInput;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One member of a bundle, open on a device: batches in, the member's own scores per clip out.
 *
 * <p>Owns its session. Thread-safe but for {@link #close}, which must not overlap a call.
 */
public final class MemberSession implements AutoCloseable {
  private final BundleMember member;
  private final MemberContract contract;
  private final VolumeSession session;
  private final BatchSizes sizes;
  private final int classes;
  private final InputNames inputs;
  private final List<String> outputs;

  private MemberSession(
      Bundle bundle,
      BundleMember member,
      MemberContract contract,
      VolumeSession session,
      BatchSizes sizes) {
    this.member = member;
    this.contract = contract;
    this.session = session;
    this.sizes = member.takesBatches() ? sizes : BatchSizes.ONE;
    this.classes = bundle.description().labels().size();
    this.inputs =
        new InputNames(
            member.heatmaps().map(MemberInput::name), member.pictures().map(MemberInput::name));
    this.outputs = new ArrayList<>(member.heads());
    member.camName().ifPresent(outputs::add);
  }

  /**
   * Opens a member's file and checks it against the manifest.
   *
   * @throws BundleException if they differ
   */
  public static MemberSession open(
      Bundle bundle, BundleMember member, Device device, OnnxOptions options, BatchSizes sizes)
      throws OrtException {
    MemberContract contract = new MemberContract(bundle, member);
    VolumeSession session = VolumeSession.open(member.model(), device, options);
    try {
      contract.check(session);
      return new MemberSession(bundle, member, contract, session, sizes);
    } catch (OrtException | RuntimeException e) {
      closeAfter(e, session);
      throw e;
    }
  }

  private static void closeAfter(Exception cause, VolumeSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      cause.addSuppressed(e);
    }
  }

  Feed feed() {
    return new Feed(
        new Painting(member.stream(), member.sigma()),
        member.model().input(),
        member.clips(),
        member.crowdHeads());
  }

  /**
   * Checks the shape of a clip's volumes.
   *
   * @throws IllegalArgumentException if the network does not take it
   */
  void checkVolume(VolumeShape volume) {
    contract.checkVolume(volume);
  }

  /**
   * Runs every batch size that scoring on a GPU will use, or one on a CPU, which plans nothing
   * ahead.
   *
   * @param batch holds at least one clip and has room for the largest size
   * @throws BundleException if the answers do not have a value per label
   */
  void warmUp(VolumeBatch batch, Device device) throws OrtException {
    List<Integer> warmed = device == Device.CPU ? List.of(1) : sizes.sizes();
    for (int size : warmed) {
      contract.checkAnswers(run(batch, 0, size));
    }
  }

  /**
   * Scores the clips of a batch.
   *
   * @param runs counts the runs of the network
   * @return this member's answer for each clip, in order
   */
  public List<ClipScores> score(VolumeBatch batch, AtomicLong runs) throws OrtException {
    List<FloatBuffer> scores =
        member.heads().stream()
            .map(head -> FloatBuffer.allocate(batch.volumes() * classes))
            .toList();
    List<Optional<ClassActivation>> activations = new ArrayList<>();
    for (int first = 0; first < batch.volumes(); first += sizes.largest()) {
      int count = Math.min(sizes.largest(), batch.volumes() - first);
      List<FloatTensor> answers = run(batch, first, sizes.padded(count));
      runs.incrementAndGet();
      for (int head = 0; head < scores.size(); head++) {
        answers.get(head).copyRows(count, scores.get(head));
      }
      for (int i = 0; i < count; i++) {
        // A clip keeps the activation of its first view.
        if ((first + i) % batch.views() == 0) {
          activations.add(activation(answers, i));
        }
      }
    }
    return clips(batch, scores, activations);
  }

  /**
   * Scores the groups of a scene in one run.
   *
   * @param batch holds the scene
   * @param heads of this member
   * @param groups whom answers are wanted of
   * @param runs counts the runs of the network
   * @return an answer for each group, in order
   */
  List<ClipScores> score(CrowdBatch batch, CrowdHeads heads, List<Group> groups, AtomicLong runs)
      throws OrtException {
    groups.stream()
        .filter(group -> group.scope() == Scope.PAIR)
        .forEach(group -> batch.askFor(group.rows()));
    List<FloatTensor> answers =
        session.run(
            batch.inputs(inputs, 0, 1),
            List.of(member.heads().get(0), heads.persons(), heads.pairScores()));
    runs.incrementAndGet();
    List<ClipScores> scores = new ArrayList<>(groups.size());
    int pair = 0;
    for (Group group : groups) {
      float[] probabilities =
          switch (group.scope()) {
            case SCENE -> probabilities(answers.get(0).values(), 0, 1);
            case PERSON -> probabilities(answers.get(1).values(), group.rows().get(0), 1);
            case PAIR -> probabilities(answers.get(2).values(), pair++, 1);
          };
      scores.add(new ClipScores(probabilities, null));
    }
    return scores;
  }

  private List<ClipScores> clips(
      VolumeBatch batch, List<FloatBuffer> scores, List<Optional<ClassActivation>> activations) {
    List<ClipScores> clips = new ArrayList<>();
    for (int clip = 0; clip < batch.clips(); clip++) {
      List<float[]> byHead = new ArrayList<>();
      for (FloatBuffer head : scores) {
        byHead.add(probabilities(head, clip, batch.views()));
      }
      clips.add(new ClipScores(ViewAverage.mean(byHead), activations.get(clip).orElse(null)));
    }
    return clips;
  }

  private List<FloatTensor> run(VolumeBatch batch, int first, int count) throws OrtException {
    return session.run(batch.inputs(inputs, first, count), outputs);
  }

  private Optional<ClassActivation> activation(List<FloatTensor> answers, int volume) {
    if (member.camName().isEmpty()) {
      return Optional.empty();
    }
    FloatTensor cam = answers.get(member.heads().size());
    return Optional.of(
        new ClassActivation(
            classes,
            Math.toIntExact(cam.shape().dimension(2)),
            Math.toIntExact(cam.shape().dimension(3)),
            Math.toIntExact(cam.shape().dimension(4)),
            cam.row(volume)));
  }

  /** Returns the mean over the views of a clip, after each view's softmax. */
  private float[] probabilities(FloatBuffer scores, int clip, int views) {
    int first = clip * views * classes;
    if (member.scores() == ScoreKind.LOGITS) {
      return ViewAverage.probabilities(scores, first, views, classes);
    }
    List<float[]> rows = new ArrayList<>();
    for (int view = 0; view < views; view++) {
      float[] row = new float[classes];
      scores.get(first + view * classes, row);
      rows.add(row);
    }
    return ViewAverage.mean(rows);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
