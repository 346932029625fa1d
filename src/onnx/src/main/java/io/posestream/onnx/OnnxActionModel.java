package io.posestream.onnx;

import ai.onnxruntime.OrtException;
import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.Crowd;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.model.PicturedPoses;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.batch.Workspace;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.BundleSource;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.DeviceNotAvailableException;
import io.posestream.onnx.device.OnnxOptions;
import io.posestream.onnx.session.LoadedModel;
import io.posestream.onnx.session.OpenModels;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A handle to a bundle that is open in ONNX Runtime.
 *
 * <p>Handles of the same bundle and options share one session per member; the last one that closes
 * closes it. A handle is thread-safe: every call that runs takes a workspace of its own, and {@link
 * #close} waits for the calls that run.
 *
 * <p>A clip's scores do not depend on the other clips of a call: on a CPU each clip runs by itself
 * and gives the same bits in any company. On a GPU clips share a run, and the size of the batch may
 * choose another kernel and change the last bits.
 */
public final class OnnxActionModel implements ActionModel {
  private final OpenModels.Key key;
  private final LoadedModel model;
  private final AtomicLong runs = new AtomicLong();
  private final Queue<Workspace> idleWorkspaces = new ConcurrentLinkedQueue<>();
  // Calls hold the read lock, close the write lock: no session closes under a run.
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxActionModel(OpenModels.Key key, LoadedModel model) {
    this.key = key;
    this.model = model;
  }

  /**
   * Opens a bundle with the files that suit the device best: checks its manifest against the
   * networks and runs them once to warm up.
   *
   * @throws BundleException if the bundle is at fault
   * @throws DeviceNotAvailableException if the device in the options does not open
   */
  public static OnnxActionModel open(Bundle bundle, OnnxOptions options) {
    Bundle chosen = bundle.chosenBy(options);
    OpenModels.Key key = new OpenModels.Key(chosen.fingerprint(), options);
    return open(key, () -> LoadedModel.open(chosen, options));
  }

  /** Opens a bundle that is read where it is found, by whichever thread opens it. */
  static OnnxActionModel open(BundleSource source, OnnxOptions options) {
    String fingerprint = source.read(bundle -> bundle.chosenBy(options).fingerprint());
    return open(
        new OpenModels.Key(fingerprint, options),
        () -> source.read(bundle -> LoadedModel.open(bundle.chosenBy(options), options)));
  }

  private static OnnxActionModel open(OpenModels.Key key, Supplier<LoadedModel> opener) {
    return new OnnxActionModel(key, OpenModels.acquire(key, opener));
  }

  /** Returns what the bundle says, and the digest and precision of the files that were opened. */
  @Override
  public ModelDescription description() {
    return model.description();
  }

  /** Returns the device that was opened, never {@code AUTO}. */
  public Device device() {
    return model.device();
  }

  /** Returns false on a CPU, which runs each clip alone: docs/decisions/006. */
  @Override
  public boolean gainsFromBatches() {
    return device() != Device.CPU;
  }

  /** Returns how often this handle has run a network; it only grows. */
  public long runs() {
    return runs.get();
  }

  /**
   * Scores clips.
   *
   * @throws IllegalArgumentException if a clip has another number of frames or joints, or gives a
   *     volume that a member does not take
   * @throws IllegalStateException if the handle is closed
   * @throws ModelFailedException if the device or the runtime fails
   */
  @Override
  public List<ClipScores> score(List<PoseSequence> clips) {
    return scorePictured(clips.stream().map(PicturedPoses::without).toList());
  }

  @Override
  public List<ClipScores> scorePictured(List<PicturedPoses> clips) {
    return scored(clips, workspace -> model.score(clips, workspace, runs));
  }

  /**
   * Scores crowds; one run answers a crowd if the bundle has heads.
   *
   * @throws IllegalArgumentException as {@link #score} does
   * @throws IllegalStateException if the handle is closed
   * @throws ModelFailedException if the device or the runtime fails
   */
  @Override
  public List<List<ClipScores>> scoreCrowds(List<Crowd> crowds) {
    return scored(crowds, workspace -> model.scoreCrowds(crowds, workspace, runs));
  }

  /** What is done with a workspace. */
  private interface Scoring<R> {
    List<R> in(Workspace workspace) throws OrtException;
  }

  private <Q, R> List<R> scored(List<Q> asked, Scoring<R> scoring) {
    lifetime.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("model %s is closed".formatted(description().name()));
      }
      return asked.isEmpty() ? List.of() : scoredOpen(scoring);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  private <R> List<R> scoredOpen(Scoring<R> scoring) {
    Workspace idle = idleWorkspaces.poll();
    Workspace workspace = idle == null ? model.newWorkspace() : idle;
    try {
      return scoring.in(workspace);
    } catch (OrtException e) {
      throw new ModelFailedException(
          "model %s %s on %s failed: %s"
              .formatted(
                  description().name(), description().version(), device().id(), e.getMessage()),
          e);
    } finally {
      idleWorkspaces.add(workspace);
    }
  }

  /** Waits for calls that run, then releases the sessions; safe to call twice. */
  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        idleWorkspaces.clear();
        OpenModels.release(key);
      }
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
