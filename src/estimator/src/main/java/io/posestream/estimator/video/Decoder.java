package io.posestream.estimator.video;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Decodes one stream. Packets that are damaged are passed over, as players do.
 *
 * <p>Owns FFmpeg's context and frame. Owned and used by one thread.
 */
final class Decoder implements AutoCloseable {
  private final AVCodecContext context;
  private final AVFrame frame = av_frame_alloc();
  private boolean atEnd;

  private Decoder(AVCodecContext context) {
    this.context = context;
  }

  /**
   * Opens the decoder that a stream needs.
   *
   * @throws VideoException if there is none
   */
  static Decoder open(AVStream stream, VideoAddress address) throws VideoException {
    int codec = stream.codecpar().codec_id();
    AVCodec known = avcodec_find_decoder(codec);
    if (known == null) {
      throw new VideoException(
          "%s: no decoder for %s in this build of FFmpeg"
              .formatted(address, avcodec_get_name(codec).getString()));
    }
    AVCodecContext context = avcodec_alloc_context3(known);
    avcodec_parameters_to_context(context, stream.codecpar());
    // More threads hold frames back, and the cores belong to the network.
    context.thread_count(1);
    int code = avcodec_open2(context, known, (AVDictionary) null);
    if (code < 0) {
      avcodec_free_context(context);
      throw new VideoException(
          "%s: cannot decode it: %s".formatted(address, VideoLibrary.meaning(code)));
    }
    return new Decoder(context);
  }

  /** Takes the next frame out; returns whether there was one. */
  boolean receive() {
    int code = avcodec_receive_frame(context, frame);
    atEnd = code == AVERROR_EOF();
    return code >= 0;
  }

  /** Returns whether the last frame has been taken out. */
  boolean isAtEnd() {
    return atEnd;
  }

  void send(AVPacket packet) {
    // A packet that cannot be decoded costs its frames, not the video.
    avcodec_send_packet(context, packet);
  }

  /** Says that no packets follow. */
  void drain() {
    avcodec_send_packet(context, (AVPacket) null);
  }

  AVFrame frame() {
    return frame;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
