package io.posestream.estimator.source;

import io.posestream.estimator.video.VideoAddress;
import io.posestream.estimator.video.VideoAddress.Kind;
import io.posestream.estimator.video.VideoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens whatever a text names: a video file, a folder of pictures, a URL or a camera. */
public final class Sources {
  private Sources() {}

  /**
   * Opens a source.
   *
   * @param text {@code webcam}, {@code webcam:NAME}, {@code /dev/video0}, the URL of a stream, or
   *     the path of a file or folder
   * @param settings how pictures are taken from it
   * @param listener hears of a live source's troubles
   * @throws IOException if it cannot be opened; the message names it and says why
   */
  public static PictureSource open(String text, SourceSettings settings, LiveListener listener)
      throws IOException {
    VideoAddress address = VideoAddress.of(text);
    if (address.kind() == Kind.FILE) {
      Path path = Path.of(text);
      return Files.isDirectory(path)
          ? PictureFolder.open(path, settings)
          : VideoFile.open(path, settings);
    }
    VideoReader reader = VideoReader.open(address, settings.longestWait());
    // Only a file on a web server knows where it ends, and it waits.
    return text.startsWith("http") && reader.durationMicros().isPresent()
        ? new VideoFile(reader, settings)
        : LiveVideo.of(reader, address, settings, listener, InstantSource.system());
  }

  /** Returns whether a text names a source that does not wait. */
  public static boolean isLive(String text) {
    return VideoAddress.of(text).kind() != Kind.FILE;
  }
}
