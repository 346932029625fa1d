package io.posestream.formats.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Makes frames of another program's file, or of a folder with a file for each picture.
 *
 * <p>Mutable, for it counts frames and may follow tracks; used for one input by one thread.
 */
public final class Conversion {
  private static final double MICROS_PER_SECOND = 1e6;

  private final Settings settings;
  private final FrameMaker maker;
  private long frames;
  private long refused;
  private long last = -1;

  /**
   * What is to be made of what.
   *
   * @param dialect of the input
   * @param declared what the input does not say
   * @param camera id of the frames; without it what the input says, else its name
   * @param fps frames a second, for inputs that have no times
   * @param trackIds where they come from
   */
  public record Settings(
      FrameDialect dialect,
      Declaration declared,
      Optional<String> camera,
      OptionalDouble fps,
      TrackIds trackIds) {}

  /** What is done with the frames, and with messages that cannot be used. */
  public interface FrameConsumer {
    /** Takes a frame. */
    void accept(PoseFrame frame) throws IOException;

    /** Takes the reason why a message cannot be used: place, expected, found. */
    void refuse(String reason);
  }

  /** Creates a conversion. */
  public Conversion(Settings settings) {
    this.settings = settings;
    this.maker =
        new FrameMaker(
            settings.declared().size(), settings.trackIds(), FrameMaker.TrackNames.PLAIN);
  }

  /**
   * Reads an input.
   *
   * @param in file or folder
   * @param each takes frames in the order of the input
   * @throws IOException if it cannot be read on, or {@code each} throws it
   */
  public void run(Path in, FrameConsumer each) throws IOException {
    String name = String.valueOf(in.toAbsolutePath().normalize().getFileName());
    String camera = settings.camera().orElse(name.replaceFirst("\\..*$", ""));
    MessageFiles.read(
        in,
        settings.dialect().form(),
        message -> {
          try {
            take(message, camera, each);
          } catch (InvalidFrameException e) {
            refuse(message.place() + ": " + e.getMessage(), each);
          }
        },
        (place, broken) -> refuse(place + ": " + broken, each));
  }

  private void refuse(String reason, FrameConsumer each) {
    refused++;
    each.refuse(reason);
  }

  /** Returns how many frames there were. */
  public long frames() {
    return frames;
  }

  /** Returns how many messages could not be used. */
  public long refused() {
    return refused;
  }

  private void take(MessageFiles.Message message, String camera, FrameConsumer each)
      throws IOException {
    List<SeenFrame> seen = settings.dialect().read(message.bytes(), settings.declared());
    for (SeenFrame frame : seen) {
      // A file with several pictures has another number in its name.
      OptionalLong number =
          message.number().isPresent() && seen.size() == 1 ? message.number() : frame.number();
      last = number.orElse(last + 1);
      each.accept(
          maker.frame(
              frame,
              new FrameMaker.Stamp(
                  settings.camera().or(frame::camera).orElse(camera),
                  last,
                  micros(frame, last),
                  FrameOrigin.UNKNOWN)));
      frames++;
    }
  }

  private long micros(SeenFrame frame, long number) {
    if (settings.fps().isPresent()) {
      return Math.round(number * MICROS_PER_SECOND / settings.fps().getAsDouble());
    }
    return frame
        .timeMicros()
        .orElseThrow(
            () ->
                new InvalidFrameException(
                    RejectReason.EVENT_TIME,
                    "expected frames a second for an input without times: declare --fps"));
  }

  static String said(JsonProcessingException e) {
    return "expected JSON, got: " + e.getOriginalMessage();
  }
}
