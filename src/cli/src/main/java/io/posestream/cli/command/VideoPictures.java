package io.posestream.cli.command;

import io.posestream.core.picture.PictureClip;
import io.posestream.core.picture.PixelImage;
import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.source.SourceSettings;
import io.posestream.estimator.video.VideoAddress;
import io.posestream.estimator.video.VideoReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pictures of a recorded clip: a video of one picture for each frame. */
final class VideoPictures implements ClipPictures {
  private final Path video;

  VideoPictures(Path video) {
    this.video = video;
  }

  @Override
  public PictureClip read(String clip, int frames, int[] indices) throws IOException {
    Map<Integer, PixelImage> images = new HashMap<>();
    int[] wanted = Arrays.stream(indices).sorted().distinct().toArray();
    int count = 0;
    try (VideoReader reader =
        VideoReader.open(VideoAddress.ofFile(video), SourceSettings.DEFAULTS.longestWait())) {
      for (; reader.next(); count++) {
        if (Arrays.binarySearch(wanted, count) >= 0) {
          images.put(count, image(reader.picture()));
        }
      }
    }
    if (count != frames) {
      throw new CommandFailedException(
          "%s: expected a picture for each of the %d frames of %s, got %d"
              .formatted(video, frames, clip, count));
    }
    List<PixelImage> slots = new ArrayList<>(indices.length);
    for (int index : indices) {
      slots.add(images.get(index));
    }
    return new PictureClip(slots);
  }

  private static PixelImage image(Picture picture) {
    return PixelImage.owning(picture.size().width(), picture.size().height(), picture.rgb());
  }
}
