package io.posestream.estimator.source;

import io.posestream.estimator.video.VideoAddress;
import io.posestream.estimator.video.VideoException;
import io.posestream.estimator.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The pictures of a video file, from its beginning to its end, as fast as they are used. */
public final class VideoFile implements PictureSource {
  private final VideoReader reader;
  private final SourceSettings settings;
  private final RateLimit rate;
  private final Taking taking;
  private long firstMicros = Long.MIN_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  /** Takes over a video that is open. */
  VideoFile(VideoReader reader, SourceSettings settings) {
    this.reader = reader;
    this.settings = settings;
    rate = new RateLimit(settings.rate());
    taking = new Taking(settings);
  }

  /**
   * Opens a file.
   *
   * @throws VideoException if it is missing or no video
   */
  public static VideoFile open(Path file, SourceSettings settings) throws VideoException {
    if (!Files.isRegularFile(file)) {
      throw new VideoException("%s: expected a video, found no such file".formatted(file));
    }
    VideoAddress address = VideoAddress.ofFile(file);
    return new VideoFile(VideoReader.open(address, settings.longestWait()), settings);
  }

  @Override
  public Optional<TimedPicture> next() throws VideoException {
    while (reader.next()) {
      long micros = micros();
      if (rate.keeps(micros)) {
        return Optional.of(taking.take(settings.startMicros() + micros, reader::picture));
      }
    }
    return Optional.empty();
  }

  // Since the first picture; a damaged file may repeat a time or lack one.
  private long micros() {
    long micros = reader.micros().orElse(lastMicros + 1);
    firstMicros = firstMicros == Long.MIN_VALUE ? micros : firstMicros;
    lastMicros = Math.max(micros, lastMicros + 1);
    return lastMicros - firstMicros;
  }

  @Override
  public OptionalLong durationMicros() {
    return reader.durationMicros();
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void stop() {
    reader.stop();
  }

  @Override
  public void close() {
    reader.close();
  }
}
