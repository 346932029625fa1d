package io.posestream.estimator.source;

import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pictures in a folder, in the order of their names, as many a second as the settings say.
 *
 * <p>Other files in the folder are passed over.
 */
public final class PictureFolder implements PictureSource {
  private static final Pattern PICTURE = Pattern.compile(".+\\.(jpe?g|png|gif|bmp)");

  private final List<Path> files;
  private final SourceSettings settings;
  private final Taking taking;
  private int used;
  private volatile boolean stopped;

  private PictureFolder(List<Path> files, SourceSettings settings) {
    this.files = files;
    this.settings = settings;
    taking = new Taking(settings);
  }

  /**
   * Opens a folder.
   *
   * @throws IOException if it cannot be listed, or has no pictures
   */
  public static PictureFolder open(Path folder, SourceSettings settings) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> files = inside.filter(PictureFolder::isPicture).sorted().toList();
      if (files.isEmpty()) {
        throw new IOException(
            "%s: expected pictures (.jpg, .png, .gif, .bmp), found none".formatted(folder));
      }
      return new PictureFolder(files, settings);
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return PICTURE.matcher(name).matches();
  }

  @Override
  public Optional<TimedPicture> next() throws IOException {
    if (stopped || used == files.size()) {
      return Optional.empty();
    }
    long micros = settings.startMicros() + Math.round(used * 1e6 / settings.rate());
    Path file = files.get(used);
    used++;
    try {
      Picture picture = PictureDecoder.decode(Files.readAllBytes(file));
      return Optional.of(taking.take(micros, picture::withLongSide));
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public OptionalLong durationMicros() {
    return OptionalLong.of(Math.round(files.size() * 1e6 / settings.rate()));
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    stop();
  }
}
