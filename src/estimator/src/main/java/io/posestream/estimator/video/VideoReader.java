package io.posestream.estimator.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;

import io.posestream.estimator.picture.Picture;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Reads the pictures of one video, one after the other.
 *
 * <p>Owns FFmpeg's memory. Owned and used by one thread; only {@link #stop} may be called from
 * another. Nothing here waits for longer than the time given.
 */
public final class VideoReader implements AutoCloseable {
  private static final double MICROS_PER_SECOND = 1e6;

  private final VideoAddress address;
  private final Patience patience;
  private final Container container;
  private final Decoder decoder;
  private final AVPacket packet = av_packet_alloc();
  // One for each size: FFmpeg's scaler would be made anew whenever the size changes.
  private final Map<Integer, FrameScale> scales = new HashMap<>();
  private boolean closed;

  private VideoReader(
      VideoAddress address, Patience patience, Container container, Decoder decoder) {
    this.address = address;
    this.patience = patience;
    this.container = container;
    this.decoder = decoder;
  }

  /**
   * Opens a video.
   *
   * @param address where it is
   * @param longest how long opening it, and each picture after that, may take
   * @throws VideoException if it cannot be opened, has no pictures, or takes too long
   */
  public static VideoReader open(VideoAddress address, Duration longest) throws VideoException {
    Patience patience = new Patience(longest);
    Container container;
    try {
      container = Container.open(address, patience);
    } catch (VideoException | RuntimeException e) {
      patience.close();
      throw e;
    }
    try {
      return new VideoReader(
          address, patience, container, Decoder.open(container.stream(), address));
    } catch (VideoException | RuntimeException e) {
      container.close();
      throw e;
    }
  }

  /**
   * Goes on to the next picture.
   *
   * @return whether there is one; false at the end of the video, and after {@link #stop}
   * @throws VideoException if the video breaks off
   */
  public boolean next() throws VideoException {
    patience.begin();
    while (!decoder.receive()) {
      if (decoder.isAtEnd() || patience.isOver()) {
        return false;
      }
      feed();
    }
    return true;
  }

  private void feed() throws VideoException {
    int code = av_read_frame(container.format(), packet);
    try {
      if (code == AVERROR_EOF()) {
        decoder.drain();
      } else if (code < 0) {
        broken(code);
      } else if (packet.stream_index() == container.stream().index()) {
        decoder.send(packet);
      }
    } finally {
      av_packet_unref(packet);
    }
    // Packets may come, and none of them hold a picture.
    if (patience.hasTakenTooLong()) {
      broken(0);
    }
  }

  private void broken(int code) throws VideoException {
    if (!patience.isOver()) {
      throw new VideoException(
          "%s: %s"
              .formatted(
                  address,
                  patience.hasTakenTooLong()
                      ? "sends no more pictures"
                      : "breaks off: " + VideoLibrary.meaning(code)));
    }
  }

  /** Returns the time of the picture by the video's own clock, in microseconds, if it tells. */
  public OptionalLong micros() {
    long time = decoder.frame().best_effort_timestamp();
    if (time == AV_NOPTS_VALUE) {
      return OptionalLong.empty();
    }
    double seconds =
        (double) container.stream().time_base().num() / container.stream().time_base().den();
    return OptionalLong.of(Math.round(time * seconds * MICROS_PER_SECOND));
  }

  /**
   * Returns the picture.
   *
   * @param longSide in pixels, to which it is scaled
   */
  public Picture picture(int longSide) {
    return scales.computeIfAbsent(longSide, size -> new FrameScale()).of(decoder.frame(), longSide);
  }

  /** Returns the picture in its own size. */
  public Picture picture() {
    return picture(Math.max(decoder.frame().width(), decoder.frame().height()));
  }

  /** Returns how long the video is, in microseconds, if it tells. */
  public OptionalLong durationMicros() {
    long duration = container.format().duration();
    return duration > 0
        ? OptionalLong.of(Math.round(duration * (MICROS_PER_SECOND / AV_TIME_BASE)))
        : OptionalLong.empty();
  }

  /** Ends {@link #next} soon, if it waits, and each later one; for any thread. */
  public void stop() {
    patience.end();
  }

  /** Frees FFmpeg's memory; safe to call twice. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      av_packet_free(packet);
      scales.values().forEach(FrameScale::close);
      decoder.close();
      container.close();
    }
  }
}
