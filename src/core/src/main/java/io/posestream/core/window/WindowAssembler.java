package io.posestream.core.window;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.track.TrackLinker;
import io.posestream.core.window.AssemblyListener.Dropped;
import io.posestream.core.window.BufferedFrame.Arrival;
import io.posestream.core.zone.ZonePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the frames of one camera after another and cuts clips from its windows as they complete.
 *
 * <p>It holds nothing itself: the camera's clock and frames are handed in, so that they can live in
 * a stream processor's state. Thread-safe.
 */
public final class WindowAssembler {
  private final AssemblyPolicy policy;
  private final ClipCutter cutter;
  private final TrackLinker linker;
  private final SetBack setBack;
  private final PictureKeeping pictures;

  /** Creates an assembler for the zones of the policy. */
  public WindowAssembler(AssemblyPolicy policy) {
    this(policy, policy.zones());
  }

  /**
   * Creates an assembler.
   *
   * @param policy how frames become clips
   * @param zones of each camera, in place of the policy's
   */
  public WindowAssembler(AssemblyPolicy policy, ZonePlan zones) {
    this.policy = policy;
    this.cutter = new ClipCutter(policy, zones);
    this.linker = new TrackLinker(policy.links());
    this.setBack = new SetBack(policy);
    this.pictures = new PictureKeeping(policy);
  }

  /**
   * Returns the clock of a camera that has no state: it is new, or its state was dropped for
   * silence. No window that was fired before the drop lies after the instant taken here.
   *
   * @param watermarkMillis event time every camera has reached
   */
  public CameraClock newClock(long watermarkMillis) {
    long reach = policy.idleTimeoutMillis() - policy.grid().lengthMillis();
    return CameraClock.closedThrough(
        watermarkMillis < Long.MIN_VALUE + reach ? Long.MIN_VALUE : watermarkMillis - reach);
  }

  /**
   * Takes one frame; cuts the clips of every window that it completes.
   *
   * @param frame in any layout that can stand for the model's
   * @param clock of the frame's camera
   * @param memory of the frame's camera
   * @param out what comes of it
   * @return the camera's clock from here on; its time is lower if the camera's clock was set back
   */
  public CameraClock take(
      PoseFrame frame, CameraClock clock, CameraMemory memory, AssemblyListener out) {
    boolean suspect = setBack.isSuspect(frame, clock, memory.frames());
    FrameBuffer likely = suspect ? memory.doubtful() : memory.frames();
    Optional<Refusal> unusable = unusable(frame, clock, likely);
    if (unusable.isPresent()) {
      refuse(frame, unusable.get(), out);
      return clock;
    }
    if (suspect) {
      return doubt(frame, clock, memory, out);
    }
    CameraClock settled = settle(clock, memory, out);
    Optional<RejectReason> discontinuity = breakInStream(frame, settled);
    if (discontinuity.isPresent()) {
      Discontinuity next =
          settled
              .discontinuity()
              .extend(frame.number(), frame.timeMicros(), 1000 * policy.limits().maxSkewMillis());
      if (!next.confirmed()) {
        refuse(frame, new Refusal(discontinuity.get(), brokenStream(frame, settled)), out);
        return settled.suspecting(next);
      }
    }
    return admit(frame, settled, memory, out);
  }

  private static void refuse(PoseFrame frame, Refusal refusal, AssemblyListener out) {
    out.rejected(frame, refusal.reason(), refusal.message());
  }

  // Keeps a frame until it is clear whether it is late or the clock was set back.
  private CameraClock doubt(
      PoseFrame frame, CameraClock clock, CameraMemory memory, AssemblyListener out) {
    Discontinuity run = clock.isInDoubt() ? clock.discontinuity() : Discontinuity.NONE;
    Discontinuity next =
        run.join(frame.number(), frame.timeMicros(), 1000 * policy.limits().maxSkewMillis());
    CameraClock settled = next.length() == 1 ? settle(clock, memory, out) : clock;
    memory.doubtful().put(new BufferedFrame(frame, Arrival.IN_ORDER));
    CameraClock doubting = settled.suspecting(next);
    return setBack.isProven(frame, doubting, memory)
        ? goOnAtNewTime(doubting, memory, out)
        : doubting;
  }

  /** Takes the frames in doubt for what they would be without it: late, or out of order. */
  private CameraClock settle(CameraClock clock, CameraMemory memory, AssemblyListener out) {
    if (!clock.isInDoubt()) {
      return clock;
    }
    CameraClock settled = clock.suspecting(Discontinuity.NONE);
    for (PoseFrame frame : takeDoubtful(memory)) {
      if (memory.frames().holds(frame.timeMicros())) {
        refuse(frame, new Refusal(RejectReason.DUPLICATE_FRAME, duplicate(frame)), out);
      } else {
        settled = admit(frame, settled, memory, out);
      }
    }
    return settled;
  }

  private CameraClock goOnAtNewTime(CameraClock clock, CameraMemory memory, AssemblyListener out) {
    List<PoseFrame> run = takeDoubtful(memory);
    PoseFrame first = run.get(0);
    flush(first.camera(), clock.suspecting(Discontinuity.NONE), memory, out);
    run.set(
        0,
        first.withFindings(
            first.rivals(), first.faults().withSetBack(clock.newestMillis(), first.timeMillis())));
    CameraClock moved = newClock(Long.MIN_VALUE);
    for (PoseFrame frame : run) {
      moved = admit(frame, moved, memory, out);
    }
    return moved;
  }

  private static List<PoseFrame> takeDoubtful(CameraMemory memory) {
    List<PoseFrame> frames = new ArrayList<>();
    memory.doubtful().inOrder().forEach(held -> frames.add(held.frame()));
    memory.doubtful().clear();
    return frames;
  }

  /** Why a frame is not used, and what was expected. */
  private record Refusal(RejectReason reason, String message) {}

  private Optional<Refusal> unusable(PoseFrame frame, CameraClock clock, FrameBuffer buffer) {
    if (frame.layout() != policy.layout() && policy.layout() != KeypointLayout.COCO17) {
      return Optional.of(new Refusal(RejectReason.UNKNOWN_LAYOUT, otherLayout(frame)));
    }
    if (frame.persons().size() > policy.limits().maxPersons()) {
      return Optional.of(new Refusal(RejectReason.TOO_MANY_PERSONS, tooManyPersons(frame)));
    }
    return isDuplicate(frame, clock, buffer)
        ? Optional.of(new Refusal(RejectReason.DUPLICATE_FRAME, duplicate(frame)))
        : Optional.empty();
  }

  private boolean isDuplicate(PoseFrame frame, CameraClock clock, FrameBuffer buffer) {
    return clock.started()
        && (frame.number() == clock.newestNumber()
            // The usual frame is newer than all that wait, so that none has to be looked for.
            || (frame.timeMicros() <= clock.newestMicros() && buffer.holds(frame.timeMicros())));
  }

  private Optional<RejectReason> breakInStream(PoseFrame frame, CameraClock clock) {
    if (!clock.started()) {
      return Optional.empty();
    }
    long ahead = frame.timeMicros() - clock.newestMicros();
    if (ahead > 1000 * policy.limits().maxSkewMillis()) {
      return Optional.of(RejectReason.EVENT_TIME_SKEW);
    }
    return ahead >= 0 && frame.number() < clock.newestNumber()
        ? Optional.of(RejectReason.BACKWARD_FRAME)
        : Optional.empty();
  }

  private CameraClock admit(
      PoseFrame frame, CameraClock clock, CameraMemory memory, AssemblyListener out) {
    CameraClock moved = advance(frame, clock);
    if (setBack.isLate(frame, moved)) {
      out.late(frame);
      return moved;
    }
    moved = buffered(frame, clock, moved, memory, out);
    long complete = moved.newestMillis() - policy.maxOutOfOrdernessMillis();
    CameraClock fired =
        fire(frame.camera(), moved, complete, memory, out, frame.origin().traceparent());
    // Said here too, for a replay may read this frame before the silence was noticed.
    if (clock.started()
        && moved.newestMillis() - clock.newestMillis()
            >= policy.idleTimeoutMillis() + policy.maxOutOfOrdernessMillis()) {
      out.absent(silence(frame.camera(), clock));
    }
    return fired;
  }

  private PoseFrame kept(PoseFrame frame, CameraClock clock, FrameBuffer buffer) {
    PoseFrame sound = frame;
    if (!frame.rivals().isEmpty()) {
      sound = TwinChoice.settled(frame, buffer.at(clock.newestMicros()).map(BufferedFrame::frame));
    } else if (!frame.faults().isEmpty()) {
      sound = frame.settled(frame.persons());
    }
    return sound.layout() == policy.layout() ? sound : sound.toCoco17();
  }

  private CameraSilence silence(String camera, CameraClock clock) {
    long since = clock.newestMillis();
    return new CameraSilence(camera, new Window(since, since + policy.idleTimeoutMillis()));
  }

  private CameraClock buffered(
      PoseFrame frame,
      CameraClock before,
      CameraClock moved,
      CameraMemory memory,
      AssemblyListener out) {
    if (moved.buffered() >= policy.limits().maxFrames()) {
      out.dropped(Dropped.FRAME_OVER_BOUND);
      return moved;
    }
    boolean inOrder = frame.timeMicros() > before.newestMicros();
    if (!frame.faults().isEmpty()) {
      out.spoilt(frame);
    }
    pictures.keep(frame, memory.pictures(), out);
    FrameBuffer buffer = memory.frames();
    PoseFrame kept = kept(frame.withoutPicture(), before, buffer);
    buffer.put(new BufferedFrame(kept, inOrder ? Arrival.IN_ORDER : Arrival.OUT_OF_ORDER));
    return moved.withBuffered(moved.buffered() + 1);
  }

  private CameraClock advance(PoseFrame frame, CameraClock clock) {
    if (!clock.started()) {
      // A frame that is older than the first by more than the allowed disorder is late.
      long reach = frame.timeMillis() - policy.maxOutOfOrdernessMillis();
      long before =
          policy.grid().firstEndAfter(reach, frame.camera()) - policy.grid().strideMillis();
      return clock
          .withClosedThrough(Math.max(clock.closedThroughMillis(), before))
          .continuedAt(frame.number(), frame.timeMicros());
    }
    return frame.timeMicros() > clock.newestMicros()
        ? clock.continuedAt(frame.number(), frame.timeMicros())
        : clock.suspecting(Discontinuity.NONE);
  }

  /**
   * Cuts the clips of all windows a camera still has open, for it fell silent or its input ended.
   *
   * @param camera the camera
   * @param clock of the camera
   * @param memory of the camera; empty afterwards
   * @param out what comes of it
   */
  public void flush(String camera, CameraClock clock, CameraMemory memory, AssemblyListener out) {
    if (clock.started()) {
      CameraClock settled = settle(clock, memory, out);
      long last = policy.grid().lastEndContaining(settled.newestMillis(), camera);
      fire(camera, settled, last, memory, out, "");
      out.absent(silence(camera, settled));
    }
    memory.frames().clear();
    memory.tracks().clear();
    memory.pictures().clear();
  }

  private CameraClock fire(
      String camera,
      CameraClock clock,
      long completeThrough,
      CameraMemory memory,
      AssemblyListener out,
      String traceparent) {
    WindowGrid grid = policy.grid();
    long end = grid.firstEndAfter(clock.closedThroughMillis(), camera);
    if (end > completeThrough) {
      return clock;
    }
    // State is gone through once, however many windows are complete.
    List<BufferedFrame> waiting = memory.frames().inOrder();
    List<KeptPicture> kept = memory.pictures().inOrder();
    while (!waiting.isEmpty()) {
      end = Math.max(end, grid.firstEndAfter(waiting.get(0).frame().timeMillis(), camera));
      if (end > completeThrough) {
        break;
      }
      Window window = grid.endingAt(end);
      OneSize seen = OneSize.of(framesOf(window, waiting), memory.tracks().tracks());
      CameraTracks known = linked(seen.frames(), window, seen.tracks(), out);
      ClipCutter.Context context = new ClipCutter.Context(traceparent, picturesOf(window, kept));
      memory.tracks().put(cutter.cut(camera, window, seen.frames(), known, context, out));
      end += grid.strideMillis();
      waiting = dropBefore(1000 * grid.endingAt(end).startMillis(), waiting, memory.frames());
      memory.pictures().removeBefore(1000 * grid.endingAt(end).startMillis());
    }
    long closed = grid.firstEndAfter(completeThrough, camera) - grid.strideMillis();
    return clock.withClosedThrough(closed).withBuffered(waiting.size());
  }

  private static List<BufferedFrame> framesOf(Window window, List<BufferedFrame> waiting) {
    int from = countBefore(1000 * window.startMillis(), waiting);
    int to = countBefore(1000 * window.endMillis(), waiting);
    return waiting.subList(from, to);
  }

  private static List<KeptPicture> picturesOf(Window window, List<KeptPicture> kept) {
    return kept.stream()
        .filter(
            picture ->
                picture.timeMicros() >= 1000 * window.startMillis()
                    && picture.timeMicros() < 1000 * window.endMillis())
        .toList();
  }

  private static List<BufferedFrame> dropBefore(
      long timeMicros, List<BufferedFrame> waiting, FrameBuffer buffer) {
    int dropped = countBefore(timeMicros, waiting);
    for (BufferedFrame past : waiting.subList(0, dropped)) {
      buffer.remove(past.frame().timeMicros());
    }
    return waiting.subList(dropped, waiting.size());
  }

  private static int countBefore(long timeMicros, List<BufferedFrame> waiting) {
    int count = 0;
    while (count < waiting.size() && waiting.get(count).frame().timeMicros() < timeMicros) {
      count++;
    }
    return count;
  }

  // Linked when their window is complete, not as they arrive: frames may come out of order.
  private CameraTracks linked(
      List<BufferedFrame> frames, Window window, CameraTracks tracks, AssemblyListener out) {
    TrackLinker.Linked linked =
        linker.link(
            frames.stream().map(BufferedFrame::frame).toList(),
            tracks,
            window.endMillis(),
            window.startMillis());
    for (int i = 0; i < linked.forgotten(); i++) {
      out.dropped(Dropped.TRACK_FORGOTTEN);
    }
    return linked.tracks();
  }

  private String otherLayout(PoseFrame frame) {
    return "expected layout %s, which the model takes, got %s (camera=%s, frame=%d)"
        .formatted(policy.layout().id(), frame.layout().id(), frame.camera(), frame.number());
  }

  private String tooManyPersons(PoseFrame frame) {
    return "expected at most %d persons (frames.max-persons), got %d (camera=%s, frame=%d)"
        .formatted(
            policy.limits().maxPersons(), frame.persons().size(), frame.camera(), frame.number());
  }

  private static String duplicate(PoseFrame frame) {
    return "expected each frame once, got frame number %d or its instant again (camera=%s, t=%d ms)"
        .formatted(frame.number(), frame.camera(), frame.timeMillis());
  }

  private String brokenStream(PoseFrame frame, CameraClock clock) {
    return ("expected a frame number above %d and an event time at most %d ms past %d ms, got"
            + " frame %d at %d ms (camera=%s)")
        .formatted(
            clock.newestNumber(),
            policy.limits().maxSkewMillis(),
            clock.newestMillis(),
            frame.number(),
            frame.timeMillis(),
            frame.camera());
  }
}
