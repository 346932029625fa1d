package io.posestream.benchmarks.estimator;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.track.PoseTracker;
import io.posestream.evaluation.measure.IdAgreement;
import io.posestream.evaluation.measure.IdAgreement.Result;
import io.posestream.formats.recording.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds the ids of trackers against the true ones of recordings. */
@Command(
    name = "ids",
    description = {
      "Give people ids anew and hold them against the true ids of recordings:",
      "our tracker beside the nearest pose, at several rates, with poses that are not found."
    },
    mixinStandardHelpOptions = true)
public final class IdsBenchCommand implements Callable<Integer> {
  private static final int[] EVERY = {1, 2, 5};
  private static final double[] LOST = {0, 0.2};
  // In which a person who is lost stays so for a while, as behind a pillar.
  private static final int LOST_FRAMES = 5;

  @Parameters(arity = "1..*", paramLabel = "REC.jsonl", description = "Recordings with true ids.")
  private List<Path> recordings;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  IdsBenchCommand() {}

  /** Gives ids to the persons of the next frame. */
  private interface Tracker extends Function<PoseFrame, List<Person>> {}

  @Override
  public Integer call() throws IOException {
    Map<String, List<PoseFrame>> cameras = cameras();
    PrintWriter out = spec.commandLine().getOut();
    out.println("| frames kept | poses lost | tracker | right id | switches per person |");
    out.println("|---|---|---|---|---|");
    for (int every : EVERY) {
      for (double lost : LOST) {
        report("nearest pose", IdsBenchCommand::nearest, cameras, every, lost);
        report("ours", IdsBenchCommand::ours, cameras, every, lost);
      }
    }
    return 0;
  }

  private static Tracker nearest() {
    NearestPose tracker = new NearestPose();
    return frame -> tracker.follow(frame.persons());
  }

  private static Tracker ours() {
    PoseTracker tracker = new PoseTracker("");
    return frame -> tracker.follow(frame.persons(), KeypointLayout.COCO17, frame.timeMicros());
  }

  private Map<String, List<PoseFrame>> cameras() throws IOException {
    Map<String, List<PoseFrame>> cameras = new LinkedHashMap<>();
    for (Path file : recordings) {
      try (Recording recording = Recording.open(file)) {
        recording.forEach(
            line ->
                line.frame()
                    .map(PoseFrame::toCoco17)
                    .ifPresent(
                        frame ->
                            cameras
                                .computeIfAbsent(frame.camera(), camera -> new ArrayList<>())
                                .add(frame)));
      }
    }
    return cameras;
  }

  private void report(
      String name,
      Supplier<Tracker> trackers,
      Map<String, List<PoseFrame>> cameras,
      int every,
      double lost) {
    Result sum = Result.NONE;
    for (List<PoseFrame> frames : cameras.values()) {
      sum = sum.and(agreement(trackers.get(), thinned(frames, every, lost)));
    }
    spec.commandLine()
        .getOut()
        .printf(
            "| 1 of %d | %.0f %% | %s | %.2f %% | %.3f |%n",
            every, 100 * lost, name, 100 * sum.rightShare(), sum.switchesPerPerson());
  }

  private static Result agreement(Tracker tracker, List<PoseFrame> frames) {
    IdAgreement agreement = new IdAgreement();
    for (PoseFrame frame : frames) {
      List<Person> named = tracker.apply(frame);
      for (int i = 0; i < named.size(); i++) {
        agreement.add(frame.persons().get(i).trackId(), named.get(i).trackId());
      }
    }
    return agreement.result();
  }

  private static List<PoseFrame> thinned(List<PoseFrame> frames, int every, double lost) {
    List<PoseFrame> kept = new ArrayList<>();
    Random random = new Random(1);
    Map<String, Integer> away = new LinkedHashMap<>();
    for (int i = 0; i < frames.size(); i += every) {
      PoseFrame frame = frames.get(i);
      kept.add(
          frame.settled(
              frame.persons().stream()
                  .filter(person -> isFound(person.trackId(), away, random, lost))
                  .toList()));
    }
    return kept;
  }

  private static boolean isFound(
      String person, Map<String, Integer> away, Random random, double lost) {
    int left = away.getOrDefault(person, 0);
    if (left == 0 && random.nextDouble() < lost / (LOST_FRAMES * (1 - lost))) {
      left = LOST_FRAMES;
    }
    away.put(person, Math.max(0, left - 1));
    return left == 0;
  }
}
