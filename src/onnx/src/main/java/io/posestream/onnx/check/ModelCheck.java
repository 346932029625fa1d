package io.posestream.onnx.check;

import ai.onnxruntime.OrtException;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.model.PicturedPoses;
import io.posestream.onnx.batch.Feed;
import io.posestream.onnx.batch.VolumeBatch;
import io.posestream.onnx.batch.Workspace;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.BundleMember;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.DeviceNotAvailableException;
import io.posestream.onnx.device.OnnxOptions;
import io.posestream.onnx.session.LoadedModel;
import io.posestream.onnx.session.MemberSession;
import io.posestream.onnx.session.OpenModels;
import io.posestream.onnx.session.SyntheticClip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a bundle turned out to be when it was opened and timed.
 *
 * @param model what its manifest says
 * @param device that was opened
 * @param members its networks
 * @param stages times of one clip, by number of persons in it
 * @param batches times of whole calls, by number of clips in them
 */
public record ModelCheck(
    ModelDescription model,
    Device device,
    List<Member> members,
    List<Stages> stages,
    List<Batch> batches) {
  private static final int UNTIMED_RUNS = 3;
  private static final List<Integer> PERSONS = List.of(1, 5);

  /** Copies the lists in. */
  public ModelCheck {
    members = List.copyOf(members);
    stages = List.copyOf(stages);
    batches = List.copyOf(batches);
  }

  /**
   * One network.
   *
   * @param name in the bundle
   * @param stream what its input shows
   * @param precision such as {@code fp32}
   * @param bytes of its file
   * @param parameters numbers that its file stores
   * @param input name and shape, -1 for any size
   * @param outputs names, the scores first
   */
  public record Member(
      String name,
      HeatmapStream stream,
      String precision,
      long bytes,
      long parameters,
      String input,
      List<String> outputs) {
    /** Copies the list in. */
    public Member {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * How long something took over several runs.
   *
   * @param median in milliseconds
   * @param min in milliseconds
   */
  public record Milliseconds(double median, double min) {
    static Milliseconds of(long[] nanos, int per) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return new Milliseconds(sorted[sorted.length / 2] / 1e6 / per, sorted[0] / 1e6 / per);
    }
  }

  /**
   * Times of one clip that is scored alone.
   *
   * @param persons in the clip
   * @param preprocessing from sampled poses to volumes, all streams
   * @param inference the networks, all members and views
   */
  public record Stages(int persons, Milliseconds preprocessing, Milliseconds inference) {}

  /**
   * Times of a call that scores several clips of one person.
   *
   * @param clips in the call
   * @param perClip the call's time by its clips
   */
  public record Batch(int clips, Milliseconds perClip) {}

  /**
   * Opens a bundle and times it with made-up poses.
   *
   * @param bundle to check
   * @param options where to run it
   * @param runs timed runs of each measurement, after a few untimed ones
   * @throws BundleException if the bundle is at fault
   * @throws DeviceNotAvailableException if the device in the options does not open
   * @throws ModelFailedException if the device or the runtime fails
   * @throws IOException if a model file cannot be read
   */
  public static ModelCheck run(Bundle bundle, OnnxOptions options, int runs) throws IOException {
    if (runs < 1) {
      throw new IllegalArgumentException("runs: expected 1 or more, got " + runs);
    }
    Bundle chosen = bundle.chosenBy(options);
    OpenModels.Key key = new OpenModels.Key(chosen.fingerprint(), options);
    LoadedModel model = OpenModels.acquire(key, () -> LoadedModel.open(chosen, options));
    try {
      return of(model, runs);
    } catch (OrtException e) {
      throw new ModelFailedException("%s: %s".formatted(bundle, e.getMessage()), e);
    } finally {
      OpenModels.release(key);
    }
  }

  private static ModelCheck of(LoadedModel model, int runs) throws IOException, OrtException {
    return new ModelCheck(
        model.description(),
        model.device(),
        members(model.bundle()),
        timeStages(model, runs),
        timeBatches(model, runs));
  }

  private static List<Member> members(Bundle bundle) throws IOException {
    List<Member> members = new ArrayList<>();
    for (BundleMember member : bundle.members()) {
      members.add(describe(member));
    }
    return members;
  }

  private static Member describe(BundleMember member) throws IOException {
    List<String> outputs = new ArrayList<>(member.heads());
    member.camName().ifPresent(outputs::add);
    return new Member(
        member.name(),
        member.stream(),
        member.model().precision(),
        member.model().bytes(),
        ParameterCount.of(member.model().path()),
        Stream.of(member.heatmaps(), member.pictures())
            .flatMap(Optional::stream)
            .map(input -> "%s %s".formatted(input.name(), input.shape()))
            .collect(Collectors.joining(" and ")),
        outputs);
  }

  private static List<Stages> timeStages(LoadedModel model, int runs) throws OrtException {
    List<Stages> stages = new ArrayList<>();
    for (int persons : PERSONS) {
      stages.add(timeStages(model, persons, runs));
    }
    return stages;
  }

  private static Stages timeStages(LoadedModel model, int persons, int runs) throws OrtException {
    PicturedPoses clip = SyntheticClip.pictured(persons, model.description());
    Workspace workspace = model.newWorkspace();
    long[] preprocessing = new long[runs];
    long[] inference = new long[runs];
    for (int run = -UNTIMED_RUNS; run < runs; run++) {
      // An untimed run leaves its time in the first timed one's place, which overwrites it.
      int timed = Math.max(run, 0);
      preprocessing[timed] = 0;
      inference[timed] = 0;
      for (Feed feed : feedsOf(clip, workspace)) {
        long start = System.nanoTime();
        VolumeBatch batch = model.fed(clip, feed, workspace);
        long painted = System.nanoTime();
        runMembers(model, feed, batch);
        preprocessing[timed] += painted - start;
        inference[timed] += System.nanoTime() - painted;
      }
    }
    return new Stages(persons, Milliseconds.of(preprocessing, 1), Milliseconds.of(inference, 1));
  }

  private static List<Feed> feedsOf(PicturedPoses clip, Workspace workspace) {
    return workspace.feeds().stream().filter(feed -> feed.clips().serves(clip)).toList();
  }

  private static void runMembers(LoadedModel model, Feed feed, VolumeBatch batch)
      throws OrtException {
    for (MemberSession member : model.membersOf(feed)) {
      member.score(batch, new AtomicLong());
    }
  }

  private static List<Batch> timeBatches(LoadedModel model, int runs) throws OrtException {
    List<Batch> batches = new ArrayList<>();
    for (int clips : batchesOf(model)) {
      batches.add(timeBatch(model, clips, runs));
    }
    return batches;
  }

  private static List<Integer> batchesOf(LoadedModel model) {
    return model.device() == Device.CPU ? List.of(1) : model.batchSizes().sizes();
  }

  private static Batch timeBatch(LoadedModel model, int clips, int runs) throws OrtException {
    List<PicturedPoses> batch =
        Collections.nCopies(clips, SyntheticClip.pictured(1, model.description()));
    Workspace workspace = model.newWorkspace();
    long[] nanos = new long[runs];
    for (int run = -UNTIMED_RUNS; run < runs; run++) {
      long start = System.nanoTime();
      model.score(batch, workspace, new AtomicLong());
      nanos[Math.max(run, 0)] = System.nanoTime() - start;
    }
    return new Batch(clips, Milliseconds.of(nanos, clips));
  }
}
