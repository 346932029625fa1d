package io.posestream.cli.command;

import io.posestream.core.picture.Picture;
import io.posestream.core.pose.PoseFrame;
import io.posestream.estimator.CameraPoses;
import io.posestream.estimator.source.PictureSource;
import io.posestream.estimator.source.TimedPicture;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Makes the frames of one source and passes them on: the work of one thread.
 *
 * <p>Owns the source.
 */
final class CameraWork {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final PictureSource source;
  private final CameraPoses poses;
  private long frames;
  private long withPeople;
  private long pictures;
  private long pictureBytes;
  private long firstMicros = -1;
  private long told;
  private long startNanos;
  private long endNanos;

  CameraWork(PictureSource source, CameraPoses poses) {
    this.source = source;
    this.poses = poses;
  }

  /** Takes a frame, which may make it wait. */
  interface Taker {
    void take(PoseFrame frame) throws IOException;
  }

  /**
   * Works until the source ends.
   *
   * @param taker takes each frame
   * @param step hears of each further second of event time
   * @throws IOException if the source fails, or the taker
   */
  void run(Taker taker, LongConsumer step) throws IOException {
    startNanos = System.nanoTime();
    try (source) {
      for (Optional<TimedPicture> next = source.next(); next.isPresent(); next = source.next()) {
        PoseFrame frame = poses.frame(next.get());
        taker.take(frame);
        count(frame);
        step.accept(secondsSince(frame));
      }
    } finally {
      endNanos = System.nanoTime();
    }
  }

  private void count(PoseFrame frame) {
    firstMicros = frames == 0 ? frame.timeMicros() : firstMicros;
    frames++;
    withPeople += frame.persons().isEmpty() ? 0 : 1;
    frame.picture().ifPresent(this::count);
  }

  private void count(Picture picture) {
    pictures++;
    pictureBytes += picture.length();
  }

  private long secondsSince(PoseFrame frame) {
    long seconds = (frame.timeMicros() - firstMicros) / MICROS_PER_SECOND;
    long further = seconds - told;
    told = seconds;
    return further;
  }

  /** Ends the work soon; for any thread. */
  void stop() {
    source.stop();
  }

  /** Returns the whole seconds from the first picture to the last, -1 where nobody knows. */
  long seconds() {
    return source.durationMicros().orElse(-MICROS_PER_SECOND) / MICROS_PER_SECOND;
  }

  @Override
  public String toString() {
    double spent = Math.max(1, endNanos - startNanos) / 1e9;
    String dropped =
        source.dropped() == 0 ? "" : ", %d pictures dropped".formatted(source.dropped());
    String sent =
        pictures == 0
            ? ""
            : ", %d with pictures of %.1f KB".formatted(pictures, pictureBytes / pictures / 1e3);
    return "%d frames, people in %d of them, %.1f frames/s%s%s"
        .formatted(frames, withPeople, frames / spent, sent, dropped);
  }
}
