package io.posestream.flink.inference;

import io.posestream.core.model.PicturedPoses;
import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureClip;
import io.posestream.core.picture.PixelImage;
import io.posestream.core.window.Clip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes the pictures of the clips of one batch, each once: the clips of a window share them.
 *
 * <p>Mutable: used by one thread for one batch.
 */
final class ClipPictures {
  private final PictureDecoder decoder;
  private final InferenceMetrics metrics;
  private final Map<Picture, Optional<PixelImage>> decoded = new HashMap<>();

  ClipPictures(PictureDecoder decoder, InferenceMetrics metrics) {
    this.decoder = decoder;
    this.metrics = metrics;
  }

  /** Returns what the model is shown of a clip. */
  PicturedPoses of(Clip clip) {
    List<Optional<PixelImage>> slots = new ArrayList<>();
    clip.pictures().forEach(picture -> slots.add(image(picture)));
    return new PicturedPoses(clip.poses(), filled(slots).map(PictureClip::new));
  }

  private Optional<PixelImage> image(Picture picture) {
    return decoded.computeIfAbsent(
        picture,
        each -> {
          Optional<PixelImage> image = decoder.decode(each);
          if (image.isEmpty()) {
            metrics.unreadablePicture();
          }
          return image;
        });
  }

  // The newest usable picture sets the size; a slot without one takes the nearest, rather the
  // earlier.
  private static Optional<List<PixelImage>> filled(List<Optional<PixelImage>> slots) {
    Optional<PixelImage> newest =
        slots.stream().flatMap(Optional::stream).reduce((earlier, later) -> later);
    return newest.map(
        size -> {
          List<PixelImage> images = new ArrayList<>();
          for (int i = 0; i < slots.size(); i++) {
            images.add(nearest(slots, i, size));
          }
          return images;
        });
  }

  private static PixelImage nearest(List<Optional<PixelImage>> slots, int slot, PixelImage size) {
    for (int away = 0; away < slots.size(); away++) {
      for (int at : new int[] {slot - away, slot + away}) {
        if (at >= 0 && at < slots.size()) {
          Optional<PixelImage> image = slots.get(at).filter(size::hasSizeOf);
          if (image.isPresent()) {
            return image.get();
          }
        }
      }
    }
    return size;
  }
}
