package io.posestream.estimator.video;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a video is found, as FFmpeg takes it.
 *
 * @param url path, URL or name of a device
 * @param shown the same without a password, for messages
 * @param kind what it is
 */
public record VideoAddress(String url, String shown, Kind kind) {
  private static final Pattern SCHEME =
      Pattern.compile("(?i)(rtsps?|https?|rtmps?|udp|tcp|srt)://.+");
  private static final Pattern PASSWORD = Pattern.compile("(?<=://)([^/@:]*):[^/@]*(?=@)");
  private static final Pattern WEBCAM = Pattern.compile("webcam(?::(.+))?");
  private static final Pattern LINUX_DEVICE = Pattern.compile("/dev/video\\d+");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** What a video is. */
  public enum Kind {
    /** A file, which is read from its beginning to its end. */
    FILE,
    /** A stream over the network, which does not wait. */
    STREAM,
    /** A camera of this computer, which does not wait. */
    DEVICE
  }

  /** Returns the address of a file. */
  public static VideoAddress ofFile(Path file) {
    return new VideoAddress("file:" + file, file.toString(), Kind.FILE);
  }

  /**
   * Returns what a text names: {@code webcam}, {@code webcam:NAME}, {@code /dev/video0}, a URL of a
   * stream, or else a file.
   */
  public static VideoAddress of(String text) {
    Matcher webcam = WEBCAM.matcher(text);
    if (webcam.matches()) {
      return device(webcam.group(1) == null ? "0" : webcam.group(1));
    }
    if (LINUX_DEVICE.matcher(text).matches()) {
      return new VideoAddress(text, text, Kind.DEVICE);
    }
    return SCHEME.matcher(text).matches()
        ? new VideoAddress(text, PASSWORD.matcher(text).replaceAll("$1:***"), Kind.STREAM)
        : ofFile(Path.of(text));
  }

  private static VideoAddress device(String name) {
    String url =
        switch (Platform.HERE) {
          case LINUX -> NUMBER.matcher(name).matches() ? "/dev/video" + name : name;
          case MAC -> name;
          case WINDOWS -> "video=" + name;
        };
    return new VideoAddress(url, url, Kind.DEVICE);
  }

  /** Returns FFmpeg's name of the format that reads devices here. */
  String deviceFormat() {
    return Platform.HERE.deviceFormat;
  }

  /** Returns the options with which FFmpeg opens it. */
  Map<String, String> options() {
    return switch (kind) {
      case FILE -> Map.of();
      // Over UDP, the default, frames arrive damaged as soon as the network is busy.
      case STREAM -> url.startsWith("rtsp") ? Map.of("rtsp_transport", "tcp") : Map.of();
      case DEVICE -> Platform.HERE == Platform.MAC ? Map.of("framerate", "30") : Map.of();
    };
  }

  @Override
  public String toString() {
    return shown;
  }

  /** How the system names cameras. */
  private enum Platform {
    LINUX("v4l2"),
    MAC("avfoundation"),
    WINDOWS("dshow");

    private static final Platform HERE = of(System.getProperty("os.name", ""));

    private final String deviceFormat;

    Platform(String deviceFormat) {
      this.deviceFormat = deviceFormat;
    }

    private static Platform of(String system) {
      String name = system.toLowerCase(Locale.ROOT);
      if (name.startsWith("mac")) {
        return MAC;
      }
      return name.startsWith("windows") ? WINDOWS : LINUX;
    }
  }
}
