package io.posestream.estimator.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.BytePointer;

/** FFmpeg's native libraries, which are loaded when a video is opened for the first time. */
final class VideoLibrary {
  private static final int LONGEST_MESSAGE = 256;

  private VideoLibrary() {}

  /**
   * Loads the libraries that read files and streams.
   *
   * @throws VideoException if they are not there, or do not fit this machine
   */
  static void load() throws VideoException {
    try {
      // FFmpeg would write to stderr by itself; what it has to say is in the exceptions.
      av_log_set_level(AV_LOG_QUIET);
    } catch (LinkageError e) {
      throw new VideoException(
          "video needs FFmpeg's native libraries, which do not load (%s). Fix: put the jars of"
                  .formatted(e.getMessage())
              + " org.bytedeco:ffmpeg and org.bytedeco:javacpp for this platform on the class path;"
              + " ./posestream fetches them by itself",
          e);
    }
  }

  /**
   * Loads the library that knows the cameras of this computer, too.
   *
   * @throws VideoException if it does not load
   */
  static void loadDevices() throws VideoException {
    load();
    try {
      avdevice.avdevice_register_all();
    } catch (LinkageError e) {
      throw new VideoException(
          "this computer's cameras need FFmpeg's device library, which does not load: "
              + e.getMessage(),
          e);
    }
  }

  /** Returns what an error code of FFmpeg means. */
  static String meaning(int code) {
    try (BytePointer text = new BytePointer(LONGEST_MESSAGE)) {
      return av_strerror(code, text, LONGEST_MESSAGE) == 0
          ? text.limit(BytePointer.strlen(text)).getString()
          : "FFmpeg error " + code;
    }
  }
}
