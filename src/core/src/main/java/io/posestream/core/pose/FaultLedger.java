package io.posestream.core.pose;

import io.posestream.core.pose.FrameFaults.Loss;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one camera's frames lost, and which of it was told.
 *
 * <p>The first frame with a fault of some reason gives a letter. While such frames go on, there is
 * one letter in {@value #STRETCH_SECONDS} s of event time for each reason, which says how many
 * frames, persons and joints it stands for; what is left untold when they stop is told then. So a
 * camera whose every frame has a bad person does not fill the topic of dead letters. Times are the
 * frames' own: a replay gives the same letters.
 *
 * @param entries one for each reason that came up, in the order in which they did
 * @param newest the last frame with a fault, without its persons
 */
public record FaultLedger(List<Entry> entries, PoseFrame newest) {
  /** Least event time between two letters of one reason, in seconds. */
  public static final int STRETCH_SECONDS = 60;

  private static final long STRETCH_MICROS = 1_000_000L * STRETCH_SECONDS;

  /** Copies the list in. */
  public FaultLedger {
    entries = List.copyOf(entries);
  }

  /**
   * What is known of one reason.
   *
   * @param reason why something was lost
   * @param toldMicros event time of the last letter
   * @param untoldFrames frames since
   * @param untold what they lost for this reason
   */
  public record Entry(RejectReason reason, long toldMicros, long untoldFrames, List<Loss> untold) {
    /** Copies the list in. */
    public Entry {
      untold = List.copyOf(untold);
    }

    private boolean isDue(long micros) {
      // Far before the last letter the camera has another clock.
      return Math.abs(micros - toldMicros) >= STRETCH_MICROS;
    }

    private Entry toldAt(long micros) {
      return new Entry(reason, micros, 0, List.of());
    }

    private Entry with(FrameFaults faults) {
      List<Loss> sum = untold;
      for (Loss loss : faults.losses()) {
        sum = loss.reason() == reason ? plus(sum, loss) : sum;
      }
      return new Entry(reason, toldMicros, untoldFrames + 1, sum);
    }
  }

  /**
   * What came of a frame.
   *
   * @param ledger from here on
   * @param letter to send, if one is due
   */
  public record Filed(FaultLedger ledger, Optional<RejectedRecord> letter) {}

  /**
   * Files the first frame of a camera that lost something.
   *
   * @param frame with faults
   */
  public static Filed begin(PoseFrame frame) {
    return new FaultLedger(List.of(), frame).file(frame);
  }

  /**
   * Files a frame that lost something.
   *
   * @param frame with faults
   */
  public Filed file(PoseFrame frame) {
    FaultLedger counted =
        new FaultLedger(
            counted(frame), frame.settled(List.of()).withFindings(List.of(), frame.faults()));
    boolean due =
        counted.entries.stream()
            .anyMatch(entry -> isIn(entry, frame.faults()) && entry.isDue(frame.timeMicros()));
    return due ? counted.told(frame.timeMicros()) : new Filed(counted, Optional.empty());
  }

  private List<Entry> counted(PoseFrame frame) {
    Set<RejectReason> reasons = EnumSet.noneOf(RejectReason.class);
    frame.faults().losses().forEach(loss -> reasons.add(loss.reason()));
    List<Entry> counted = new ArrayList<>();
    for (Entry entry : entries) {
      counted.add(reasons.remove(entry.reason()) ? entry.with(frame.faults()) : entry);
    }
    for (RejectReason reason : reasons) {
      // As if the last letter were just long enough ago.
      long told = frame.timeMicros() - STRETCH_MICROS;
      counted.add(new Entry(reason, told, 0, List.of()).with(frame.faults()));
    }
    return counted;
  }

  private static boolean isIn(Entry entry, FrameFaults faults) {
    return faults.losses().stream().anyMatch(loss -> loss.reason() == entry.reason());
  }

  private Filed told(long micros) {
    List<Entry> after =
        entries.stream()
            .map(entry -> entry.untoldFrames() > 0 ? entry.toldAt(micros) : entry)
            .toList();
    return new Filed(new FaultLedger(after, newest), letter());
  }

  /** Returns a letter on all that is untold, if anything is: the camera's faults have stopped. */
  public Optional<RejectedRecord> letter() {
    Optional<Entry> first = entries.stream().filter(entry -> entry.untoldFrames() > 0).findFirst();
    return first.map(entry -> RejectedRecord.faults(newest, entry.reason(), frames(), losses()));
  }

  private long frames() {
    return entries.stream().mapToLong(Entry::untoldFrames).max().orElse(0);
  }

  private List<Loss> losses() {
    return entries.stream().flatMap(entry -> entry.untold().stream()).toList();
  }

  private static List<Loss> plus(List<Loss> losses, Loss more) {
    List<Loss> sum = new ArrayList<>();
    int count = more.count();
    for (Loss loss : losses) {
      if (loss.part() == more.part()) {
        count += loss.count();
      } else {
        sum.add(loss);
      }
    }
    sum.add(new Loss(more.part(), more.reason(), count));
    return sum;
  }
}
