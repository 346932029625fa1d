package io.posestream.estimator.source;

import io.posestream.estimator.video.VideoAddress;
import io.posestream.estimator.video.VideoException;
import io.posestream.estimator.video.VideoReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream or a camera, which does not wait for anybody: a thread of its own reads it, and of the
 * pictures the newest counts. When it breaks off it is opened again, with growing pauses.
 */
public final class LiveVideo implements PictureSource {
  private static final long LAST_STEP_MILLIS = 2_000;

  private final Newest newest;
  private final LiveReading reading;
  private final Thread thread;

  private LiveVideo(Newest newest, LiveReading reading, Thread thread) {
    this.newest = newest;
    this.reading = reading;
    this.thread = thread;
  }

  /**
   * Opens a live source.
   *
   * @param address of a stream or a camera of this computer
   * @param settings how pictures are taken from it
   * @param listener hears when the source breaks off later
   * @param clock time of the day
   * @throws VideoException if it cannot be opened now
   */
  public static LiveVideo open(
      VideoAddress address, SourceSettings settings, LiveListener listener, InstantSource clock)
      throws VideoException {
    return of(
        VideoReader.open(address, settings.longestWait()), address, settings, listener, clock);
  }

  /** Takes over a source that is open. */
  static LiveVideo of(
      VideoReader first,
      VideoAddress address,
      SourceSettings settings,
      LiveListener listener,
      InstantSource clock) {
    Newest newest = new Newest();
    LiveReading reading = new LiveReading(address, settings, listener, clock, newest, first);
    Thread thread = new Thread(reading, "posestream-camera-" + address);
    thread.setDaemon(true);
    thread.start();
    return new LiveVideo(newest, reading, thread);
  }

  @Override
  public Optional<TimedPicture> next() throws IOException {
    return newest.take();
  }

  @Override
  public OptionalLong durationMicros() {
    return OptionalLong.empty();
  }

  @Override
  public long dropped() {
    return newest.dropped();
  }

  @Override
  public void stop() {
    newest.end();
    reading.stop();
    thread.interrupt();
  }

  @Override
  public void close() {
    stop();
    try {
      thread.join(LAST_STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
