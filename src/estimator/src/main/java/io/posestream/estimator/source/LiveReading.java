package io.posestream.estimator.source;

import io.posestream.estimator.video.VideoAddress;
import io.posestream.estimator.video.VideoException;
import io.posestream.estimator.video.VideoReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Reads a live source for as long as it is wanted: the work of one thread.
 *
 * <p>Only {@link #stop} may be called from another.
 */
final class LiveReading implements Runnable {
  private final VideoAddress address;
  private final SourceSettings settings;
  private final LiveListener listener;
  private final InstantSource clock;
  private final Newest newest;
  private final StreamClock streamClock = new StreamClock();
  private final RateLimit rate;
  private final Taking taking;
  private final GrowingPause pause = new GrowingPause();
  private volatile VideoReader reader;
  private volatile boolean stopped;
  private Instant lastPicture;
  private boolean lost;

  /** Takes over a source that is open; closes it at the end. */
  LiveReading(
      VideoAddress address,
      SourceSettings settings,
      LiveListener listener,
      InstantSource clock,
      Newest newest,
      VideoReader first) {
    this.address = address;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.newest = newest;
    reader = first;
    rate = new RateLimit(settings.rate());
    taking = new Taking(settings);
    lastPicture = clock.instant();
  }

  @Override
  public void run() {
    try {
      read();
      while (!stopped) {
        reconnect();
      }
    } catch (VideoException e) {
      newest.fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      newest.fail(new VideoException("%s: %s".formatted(address, e), e));
    }
  }

  private void reconnect() throws VideoException, InterruptedException {
    try {
      reader = VideoReader.open(address, settings.longestWait());
    } catch (VideoException e) {
      waitAfter(e);
      return;
    }
    read();
  }

  // Until the source breaks off.
  private void read() throws VideoException, InterruptedException {
    try (VideoReader open = reader) {
      streamClock.restart();
      while (!stopped && open.next()) {
        take(open);
      }
      if (!stopped) {
        throw new VideoException(address + ": the stream has ended");
      }
    } catch (VideoException e) {
      waitAfter(e);
    }
  }

  private void take(VideoReader open) {
    Instant now = clock.instant();
    long arrival = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    long micros = streamClock.eventMicros(open.micros(), arrival);
    lastPicture = now;
    pause.reset();
    if (lost) {
      lost = false;
      listener.back();
    }
    if (rate.keeps(micros)) {
      newest.put(taking.take(micros, open::picture));
    }
  }

  private void waitAfter(VideoException cause) throws VideoException, InterruptedException {
    Duration silence = Duration.between(lastPicture, clock.instant());
    if (silence.compareTo(settings.giveUpAfter()) >= 0) {
      throw new VideoException(
          "%s; no picture for %d s, given up".formatted(cause.getMessage(), silence.toSeconds()),
          cause);
    }
    lost = true;
    Duration wait = pause.next();
    listener.lost(String.valueOf(cause.getMessage()), wait);
    TimeUnit.NANOSECONDS.sleep(wait.toNanos());
  }

  /** Ends the reading soon. */
  void stop() {
    stopped = true;
    reader.stop();
  }
}
