package io.posestream.core.window;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.track.TrackLinker;
import io.posestream.core.window.AssemblyListener.Dropped;
import io.posestream.core.window.BufferedFrame.Arrival;
import io.posestream.core.zone.ZonePlan;
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
   * @param buffer of the frame's camera
   * @param tracks of the frame's camera
   * @param out what comes of it
   * @return the camera's clock from here on
   */
  public CameraClock take(
      PoseFrame frame,
      CameraClock clock,
      FrameBuffer buffer,
      TrackStore tracks,
      AssemblyListener out) {
    Optional<Refusal> unusable = unusable(frame, clock, buffer);
    if (unusable.isPresent()) {
      out.rejected(frame, unusable.get().reason(), unusable.get().message());
      return clock;
    }
    Optional<RejectReason> discontinuity = breakInStream(frame, clock);
    if (discontinuity.isPresent()) {
      Discontinuity next =
          clock
              .discontinuity()
              .extend(frame.number(), frame.timeMicros(), 1000 * policy.limits().maxSkewMillis());
      if (!next.confirmed()) {
        out.rejected(frame, discontinuity.get(), brokenStream(frame, clock));
        return clock.suspecting(next);
      }
    }
    return admit(frame, clock, buffer, tracks, out);
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
      PoseFrame frame,
      CameraClock clock,
      FrameBuffer buffer,
      TrackStore tracks,
      AssemblyListener out) {
    CameraClock moved = advance(frame, clock);
    if (policy.grid().lastEndContaining(frame.timeMillis(), frame.camera())
        <= moved.closedThroughMillis()) {
      out.late(frame);
      return moved;
    }
    moved = buffered(frame, clock, moved, buffer, out);
    long complete = moved.newestMillis() - policy.maxOutOfOrdernessMillis();
    CameraClock fired =
        fire(frame.camera(), moved, complete, buffer, tracks, out, frame.origin().traceparent());
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
      FrameBuffer buffer,
      AssemblyListener out) {
    if (moved.buffered() >= policy.limits().maxFrames()) {
      out.dropped(Dropped.FRAME_OVER_BOUND);
      return moved;
    }
    boolean inOrder = frame.timeMicros() > before.newestMicros();
    if (!frame.faults().isEmpty()) {
      out.spoilt(frame);
    }
    PoseFrame kept = kept(frame, before, buffer);
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
   * @param buffer of the camera; empty afterwards
   * @param tracks of the camera; forgotten afterwards
   * @param out what comes of it
   */
  public void flush(
      String camera,
      CameraClock clock,
      FrameBuffer buffer,
      TrackStore tracks,
      AssemblyListener out) {
    if (clock.started()) {
      fire(
          camera,
          clock,
          policy.grid().lastEndContaining(clock.newestMillis(), camera),
          buffer,
          tracks,
          out,
          "");
      out.absent(silence(camera, clock));
    }
    buffer.clear();
    tracks.clear();
  }

  private CameraClock fire(
      String camera,
      CameraClock clock,
      long completeThrough,
      FrameBuffer buffer,
      TrackStore tracks,
      AssemblyListener out,
      String traceparent) {
    WindowGrid grid = policy.grid();
    long end = grid.firstEndAfter(clock.closedThroughMillis(), camera);
    if (end > completeThrough) {
      return clock;
    }
    // State is gone through once, however many windows are complete.
    List<BufferedFrame> waiting = buffer.inOrder();
    while (!waiting.isEmpty()) {
      end = Math.max(end, grid.firstEndAfter(waiting.get(0).frame().timeMillis(), camera));
      if (end > completeThrough) {
        break;
      }
      Window window = grid.endingAt(end);
      List<BufferedFrame> frames = framesOf(window, waiting);
      CameraTracks known = linked(frames, window, tracks.tracks(), out);
      tracks.put(cutter.cut(camera, window, frames, known, traceparent, out));
      end += grid.strideMillis();
      waiting = dropBefore(1000 * grid.endingAt(end).startMillis(), waiting, buffer);
    }
    long closed = grid.firstEndAfter(completeThrough, camera) - grid.strideMillis();
    return clock.withClosedThrough(closed).withBuffered(waiting.size());
  }

  private static List<BufferedFrame> framesOf(Window window, List<BufferedFrame> waiting) {
    int from = countBefore(1000 * window.startMillis(), waiting);
    int to = countBefore(1000 * window.endMillis(), waiting);
    return waiting.subList(from, to);
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
