package io.posestream.view.feed;

import io.posestream.formats.recording.Recording;
import io.posestream.view.store.ViewStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Reads a recording and its results into a store. */
public final class FileFeed {
  private final ViewStore store;

  /** Creates a feed of a store. */
  public FileFeed(ViewStore store) {
    this.store = store;
  }

  /**
   * Reads a recording; lines that are no frames are passed over.
   *
   * @param file the recording
   * @param watch wraps the stream of the file's bytes and passes them on unchanged
   * @return the number of frames
   * @throws IOException if it cannot be read
   */
  public long recording(Path file, UnaryOperator<InputStream> watch) throws IOException {
    long[] frames = {0};
    try (Recording recording = Recording.open(file, watch)) {
      recording.forEach(
          line ->
              line.frame()
                  .ifPresent(
                      frame -> {
                        store.frame(frame);
                        frames[0]++;
                      }));
    }
    return frames[0];
  }

  /**
   * Reads events, one a line.
   *
   * @throws IOException naming the file, the line and what was expected
   */
  public void events(Path file) throws IOException {
    lines(file, store::event);
  }

  /**
   * Reads the scores of windows, one a line.
   *
   * @throws IOException naming the file, the line and what was expected
   */
  public void scores(Path file) throws IOException {
    lines(file, store::scores);
  }

  /**
   * Reads dead letters, one a line.
   *
   * @throws IOException naming the file, the line and what was expected
   */
  public void deadLetters(Path file) throws IOException {
    lines(file, store::deadLetter);
  }

  private static void lines(Path file, Consumer<String> each) throws IOException {
    int number = 0;
    try (BufferedReader reader = Recording.lines(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          each.accept(line);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("%s, line %d: %s".formatted(file, number, e.getMessage()), e);
    }
  }
}
