package io.posestream.estimator.video;

import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * An open file or stream, and the video in it.
 *
 * <p>Owns FFmpeg's context and the patience with it. Owned and used by one thread.
 */
final class Container implements AutoCloseable {
  private final AVFormatContext format;
  private final AVStream stream;

  private final Patience patience;

  private Container(AVFormatContext format, AVStream stream, Patience patience) {
    this.format = format;
    this.stream = stream;
    this.patience = patience;
  }

  /**
   * Opens a video.
   *
   * @throws VideoException if that fails, takes too long, or shows no video
   */
  static Container open(VideoAddress address, Patience patience) throws VideoException {
    @Nullable AVInputFormat input = inputFormat(address);
    AVFormatContext format = avformat_alloc_context();
    format.interrupt_callback(patience.callback());
    patience.begin();
    AVDictionary options = new AVDictionary(null);
    address.options().forEach((key, value) -> av_dict_set(options, key, value, 0));
    // On failure it frees the context itself.
    int code = avformat_open_input(format, address.url(), input, options);
    av_dict_free(options);
    if (code < 0) {
      throw failed(address, patience, code);
    }
    return opened(format, address, patience);
  }

  private static Container opened(AVFormatContext format, VideoAddress address, Patience patience)
      throws VideoException {
    int code = avformat_find_stream_info(format, (PointerPointer<?>) null);
    int video = code < 0 ? code : bestVideo(format);
    if (video < 0) {
      VideoException failure =
          code < 0
              ? failed(address, patience, code)
              : new VideoException(address + ": expected a video, found none in it");
      avformat_close_input(format);
      throw failure;
    }
    return new Container(format, format.streams(video), patience);
  }

  private static int bestVideo(AVFormatContext format) {
    return av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
  }

  private static @Nullable AVInputFormat inputFormat(VideoAddress address) throws VideoException {
    if (address.kind() != VideoAddress.Kind.DEVICE) {
      VideoLibrary.load();
      return null;
    }
    VideoLibrary.loadDevices();
    AVInputFormat device = av_find_input_format(address.deviceFormat());
    if (device == null) {
      throw new VideoException(
          "%s: this build of FFmpeg reads no cameras (%s)"
              .formatted(address, address.deviceFormat()));
    }
    return device;
  }

  private static VideoException failed(VideoAddress address, Patience patience, int code) {
    return new VideoException(
        "%s: cannot open it: %s"
            .formatted(
                address,
                patience.hasTakenTooLong()
                    ? "no answer for too long"
                    : VideoLibrary.meaning(code)));
  }

  AVFormatContext format() {
    return format;
  }

  AVStream stream() {
    return stream;
  }

  @Override
  public void close() {
    avformat_close_input(format);
    patience.close();
  }
}
