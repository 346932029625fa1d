package io.posestream.cli.command;

import io.posestream.core.picture.PictureClip;
import io.posestream.core.picture.PixelImage;
import io.posestream.flink.inference.PictureDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * The pictures of recorded clips: a folder of one file for each frame, in the order of their names,
 * or with such a folder for each clip, by its name.
 */
final class PictureFolder implements ClipPictures {
  private final Path folder;

  PictureFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public PictureClip read(String clip, int frames, int[] indices) throws IOException {
    List<Path> files = files(clip);
    if (files.size() != frames) {
      throw new CommandFailedException(
          "%s: expected a .jpg or .png for each of the %d frames of %s, got %d"
              .formatted(folder, frames, clip, files.size()));
    }
    Map<Integer, PixelImage> images = new HashMap<>();
    List<PixelImage> slots = new ArrayList<>(indices.length);
    for (int index : indices) {
      PixelImage image = images.get(index);
      if (image == null) {
        image = image(files.get(index));
        images.put(index, image);
      }
      slots.add(image);
    }
    return new PictureClip(slots);
  }

  private List<Path> files(String clip) throws IOException {
    Path own = folder.resolve(clip).normalize();
    Path chosen = own.startsWith(folder.normalize()) && Files.isDirectory(own) ? own : folder;
    try (Stream<Path> files = Files.list(chosen)) {
      return files.filter(PictureFolder::isPicture).sorted().toList();
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
  }

  private static PixelImage image(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new CommandFailedException("%s: expected a JPEG or PNG".formatted(file));
    }
    return PictureDecoder.pixels(image);
  }
}
