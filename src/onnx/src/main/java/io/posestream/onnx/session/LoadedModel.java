package io.posestream.onnx.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.Crowd;
import io.posestream.core.model.Heads;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.model.PicturedPoses;
import io.posestream.onnx.batch.BatchSizes;
import io.posestream.onnx.batch.CrowdBatch;
import io.posestream.onnx.batch.Feed;
import io.posestream.onnx.batch.VolumeBatch;
import io.posestream.onnx.batch.Workspace;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.BundleMember;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.DeviceNotAvailableException;
import io.posestream.onnx.device.OnnxOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All members of a bundle, open on one device and warmed up.
 *
 * <p>Owns their sessions. Thread-safe but for {@link #close}, which must not overlap a call.
 */
public final class LoadedModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);
  private static final List<Device> GPUS = List.of(Device.TENSORRT, Device.CUDA);
  private static final Set<OrtErrorCode> MODEL_ERRORS =
      EnumSet.of(
          OrtErrorCode.ORT_NO_SUCHFILE,
          OrtErrorCode.ORT_NO_MODEL,
          OrtErrorCode.ORT_INVALID_PROTOBUF,
          OrtErrorCode.ORT_INVALID_GRAPH);

  private final Bundle bundle;
  private final ModelDescription description;
  private final Device device;
  private final BatchSizes sizes;
  private final List<MemberSession> members = new ArrayList<>();

  private LoadedModel(Bundle bundle, Device device, BatchSizes sizes) {
    this.bundle = bundle;
    this.description = bundle.description();
    this.device = device;
    this.sizes = sizes;
  }

  /**
   * Opens a bundle.
   *
   * @throws BundleException if the bundle is at fault
   * @throws DeviceNotAvailableException if the device is at fault
   */
  public static LoadedModel open(Bundle bundle, OnnxOptions options) {
    return options.device() == Device.AUTO
        ? openBest(bundle, options)
        : openOn(options.device(), bundle, options);
  }

  private static LoadedModel openBest(Bundle bundle, OnnxOptions options) {
    List<String> reasons = new ArrayList<>();
    for (Device gpu : GPUS) {
      if (!bundle.runsOn(gpu)) {
        reasons.add("%s: the bundle has no such file in its precision".formatted(gpu.id()));
        continue;
      }
      try {
        return openOn(gpu, bundle, options);
      } catch (DeviceNotAvailableException e) {
        reasons.add(gpu.id() + ": " + e.reason());
      }
    }
    LOG.warn(
        "inference.device: auto opened no GPU, {} runs on the CPU ({})."
            + " Set it to cpu if that is meant.",
        bundle,
        String.join("; ", reasons));
    return openOn(Device.CPU, bundle, options);
  }

  private static LoadedModel openOn(Device device, Bundle portable, OnnxOptions options) {
    Bundle bundle = portable.on(device);
    BatchSizes sizes = device == Device.CPU ? BatchSizes.CPU : BatchSizes.gpu(options.maxBatch());
    LoadedModel model = new LoadedModel(bundle, device, sizes);
    try {
      model.openMembers(options);
      model.warmUp();
      return model;
    } catch (OrtException e) {
      model.closeAfter(e);
      throw failedToOpen(bundle, device, e);
    } catch (IllegalArgumentException e) {
      model.closeAfter(e);
      throw disagreement(bundle, e);
    } catch (RuntimeException | Error e) {
      model.closeAfter(e);
      throw e;
    }
  }

  private void openMembers(OnnxOptions options) throws OrtException {
    for (BundleMember member : bundle.members()) {
      members.add(MemberSession.open(bundle, member, device, options, sizes));
    }
  }

  private static BundleException disagreement(Bundle bundle, IllegalArgumentException e) {
    return new BundleException(
        String.valueOf(e.getMessage()),
        "make preprocessing and members agree in %s".formatted(bundle.manifestFile()),
        e);
  }

  private static RuntimeException failedToOpen(Bundle bundle, Device device, OrtException e) {
    String reason = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    if (device != Device.CPU && !MODEL_ERRORS.contains(e.getCode())) {
      return new DeviceNotAvailableException(device, reason, e);
    }
    return new BundleException(
        "%s: ONNX Runtime cannot run the model: %s".formatted(bundle.folder(), reason),
        "export the model again (models/README.md)",
        e);
  }

  private void warmUp() throws OrtException {
    PicturedPoses clip = SyntheticClip.pictured(1, description);
    Workspace workspace = newWorkspace();
    for (Feed feed : workspace.feeds()) {
      VolumeBatch batch = fed(clip, feed, workspace);
      for (MemberSession member : membersOf(feed)) {
        member.warmUp(batch, device);
      }
    }
  }

  /** Returns a batch of a feed with one clip. */
  public VolumeBatch fed(PicturedPoses clip, Feed feed, Workspace workspace) {
    VolumeBatch batch = workspace.emptyBatch(feed);
    workspace.add(clip, prepare(clip, feed, workspace), feed, batch);
    return batch;
  }

  /** Returns a workspace that {@link #score} can use. */
  public Workspace newWorkspace() {
    int maxClips = 1;
    if (device != Device.CPU) {
      maxClips = Math.max(1, sizes.largest() / description.preprocessing().views());
    }
    Set<Feed> feeds = new LinkedHashSet<>();
    members.forEach(member -> feeds.add(member.feed()));
    return new Workspace(description, feeds, maxClips, sizes);
  }

  /**
   * Scores clips.
   *
   * @param workspace of this model, used by no other thread during the call
   * @param runs counts the runs of the networks
   * @return an answer per clip, in order
   * @throws IllegalArgumentException if a clip does not give the volume that a member takes, or has
   *     no pictures and no member does without
   */
  public List<ClipScores> score(List<PicturedPoses> clips, Workspace workspace, AtomicLong runs)
      throws OrtException {
    Answers answers = new Answers(clips.size());
    for (Feed feed : workspace.feeds()) {
      List<Integer> waiting = new ArrayList<>();
      VolumeBatch batch = workspace.emptyBatch(feed);
      for (int i = 0; i < clips.size(); i++) {
        PicturedPoses clip = clips.get(i);
        if (feed.clips().serves(clip)) {
          VolumeShape volume = prepare(clip, feed, workspace);
          answers.cover(i, workspace.painter(feed).cropQuadruple());
          if (!batch.hasRoomFor(volume)) {
            run(feed, batch, waiting, answers, runs);
          }
          workspace.add(clip, volume, feed, batch);
          waiting.add(i);
        }
      }
      run(feed, batch, waiting, answers, runs);
    }
    return answers.means(description);
  }

  /**
   * Scores crowds, each in one run if the model has heads for each of its groups.
   *
   * @param workspace of this model, used by no other thread during the call
   * @param runs counts the runs of the networks
   * @return an answer for each group of each crowd, in order
   * @throws IllegalArgumentException if a crowd does not give the volume that a member takes
   */
  public List<List<ClipScores>> scoreCrowds(
      List<Crowd> crowds, Workspace workspace, AtomicLong runs) throws OrtException {
    List<List<ClipScores>> answers = new ArrayList<>(crowds.size());
    for (Crowd crowd : crowds) {
      answers.add(
          description.heads() == Heads.EACH
              ? scoreTogether(crowd, workspace, runs)
              : score(oneByOne(crowd), workspace, runs));
    }
    return answers;
  }

  private static List<PicturedPoses> oneByOne(Crowd crowd) {
    return crowd.groups().stream().map(crowd::posesOf).map(PicturedPoses::without).toList();
  }

  private List<ClipScores> scoreTogether(Crowd crowd, Workspace workspace, AtomicLong runs)
      throws OrtException {
    MemberSession member = members.get(0);
    Feed feed = member.feed();
    CrowdBatch batch = (CrowdBatch) fed(PicturedPoses.without(crowd.poses()), feed, workspace);
    return member.score(batch, feed.heads().orElseThrow(), crowd.groups(), runs);
  }

  private VolumeShape prepare(PicturedPoses clip, Feed feed, Workspace workspace) {
    VolumeShape volume = workspace.prepare(clip, feed);
    membersOf(feed).forEach(member -> member.checkVolume(volume));
    return volume;
  }

  // Leaves the batch empty.
  private void run(
      Feed feed, VolumeBatch batch, List<Integer> waiting, Answers answers, AtomicLong runs)
      throws OrtException {
    for (MemberSession member : waiting.isEmpty() ? List.<MemberSession>of() : membersOf(feed)) {
      answers.add(waiting, member.score(batch, runs));
    }
    waiting.clear();
    batch.clear();
  }

  /** Returns the members that are fed alike. */
  public List<MemberSession> membersOf(Feed feed) {
    return members.stream().filter(member -> member.feed().equals(feed)).toList();
  }

  /** Returns the bundle with the files that were opened. */
  public Bundle bundle() {
    return bundle;
  }

  /** Returns what the bundle says, and the digest and precision of the opened files. */
  public ModelDescription description() {
    return description;
  }

  /** Returns the device that was opened, never {@code AUTO}. */
  public Device device() {
    return device;
  }

  /** Returns the sizes that batches are run in. */
  public BatchSizes batchSizes() {
    return sizes;
  }

  /**
   * Closes all sessions.
   *
   * @throws ModelFailedException if one of them does not close; the others are closed all the same
   */
  @Override
  public void close() {
    List<OrtException> failures = new ArrayList<>();
    for (MemberSession member : members) {
      try {
        member.close();
      } catch (OrtException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failedToClose(failures);
    }
  }

  private ModelFailedException failedToClose(List<OrtException> failures) {
    OrtException first = failures.get(0);
    ModelFailedException failure =
        new ModelFailedException(
            "model %s on %s: closing failed: %s"
                .formatted(description.name(), device.id(), first.getMessage()),
            first);
    failures.stream().skip(1).forEach(failure::addSuppressed);
    return failure;
  }

  private void closeAfter(Throwable cause) {
    try {
      close();
    } catch (ModelFailedException e) {
      cause.addSuppressed(e);
    }
  }
}
