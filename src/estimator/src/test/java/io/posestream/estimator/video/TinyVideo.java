package io.posestream.estimator.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_new;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes pictures as MPEG-4, in the container of the file's name: .mp4, .ts, .mkv.
 *
 * <p>Owned and used by one thread, for one file.
 */
public final class TinyVideo {
  private final AVCodecContext encoder;
  private final AVFormatContext format = new AVFormatContext(null);
  private final AVStream stream;
  private final AVPacket packet = av_packet_alloc();

  private TinyVideo(Path file, int fps, BufferedImage first, List<Integer> matrix)
      throws VideoException {
    VideoLibrary.load();
    check(avformat_alloc_output_context2(format, (AVOutputFormat) null, (String) null, "" + file));
    AVCodec codec = avcodec_find_encoder(AV_CODEC_ID_MPEG4);
    encoder = avcodec_alloc_context3(codec);
    encoder.width(first.getWidth());
    encoder.height(first.getHeight());
    encoder.pix_fmt(AV_PIX_FMT_YUV420P);
    encoder.time_base(new AVRational().num(1).den(fps));
    encoder.framerate(new AVRational().num(fps).den(1));
    encoder.gop_size(fps);
    encoder.bit_rate(4_000_000);
    // Elsewhere the headers stand in the stream, so that one may join at any time.
    if ((format.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(avcodec_open2(encoder, codec, (AVDictionary) null));
    stream = avformat_new_stream(format, codec);
    check(avcodec_parameters_from_context(stream.codecpar(), encoder));
    stream.time_base(encoder.time_base());
    if (!matrix.isEmpty()) {
      turn(matrix);
    }
    AVIOContext out = new AVIOContext(null);
    check(avio_open(out, "" + file, AVIO_FLAG_WRITE));
    format.pb(out);
    check(avformat_write_header(format, (AVDictionary) null));
  }

  /**
   * Writes a video.
   *
   * @param pictures with even sides, all of one size
   */
  public static Path write(Path file, int fps, List<BufferedImage> pictures) throws VideoException {
    return write(file, fps, pictures, List.of());
  }

  /**
   * Writes a video that is to be turned.
   *
   * @param pictures with even sides, all of one size
   * @param matrix of nine numbers, as the container holds it; empty for none
   */
  public static Path write(Path file, int fps, List<BufferedImage> pictures, List<Integer> matrix)
      throws VideoException {
    TinyVideo video = new TinyVideo(file, fps, pictures.get(0), matrix);
    AVFrame frame = video.frame();
    for (int i = 0; i < pictures.size(); i++) {
      av_frame_make_writable(frame);
      paint(pictures.get(i), frame);
      frame.pts(i);
      video.encode(frame);
    }
    video.encode(null);
    av_frame_free(frame);
    video.end();
    return file;
  }

  private void turn(List<Integer> matrix) {
    PointerPointer<AVPacketSideData> list = new PointerPointer<>(1);
    list.put(0, null);
    IntPointer count = new IntPointer(1).put(0);
    long bytes = 9L * Integer.BYTES;
    AVPacketSideData side =
        av_packet_side_data_new(list, count, AV_PKT_DATA_DISPLAYMATRIX, bytes, 0);
    new IntPointer(side.data()).put(matrix.stream().mapToInt(Integer::intValue).toArray());
    stream.codecpar().coded_side_data(side);
    stream.codecpar().nb_coded_side_data(count.get());
  }

  private AVFrame frame() throws VideoException {
    AVFrame frame = av_frame_alloc();
    frame.format(AV_PIX_FMT_YUV420P);
    frame.width(encoder.width());
    frame.height(encoder.height());
    check(av_frame_get_buffer(frame, 0));
    return frame;
  }

  private void encode(@Nullable AVFrame frame) throws VideoException {
    check(avcodec_send_frame(encoder, frame));
    while (avcodec_receive_packet(encoder, packet) >= 0) {
      packet.duration(1);
      av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
      packet.stream_index(0);
      check(av_interleaved_write_frame(format, packet));
    }
  }

  private void end() throws VideoException {
    check(av_write_trailer(format));
    avio_closep(format.pb());
    av_packet_free(packet);
    avcodec_free_context(encoder);
    avformat_free_context(format);
  }

  // BT.601 in the video's range, one chroma sample for two by two pixels.
  private static void paint(BufferedImage picture, AVFrame frame) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int rgb = picture.getRGB(x, y);
        int r = rgb >> 16 & 0xff;
        int g = rgb >> 8 & 0xff;
        int b = rgb & 0xff;
        put(frame, 0, x, y, 16 + (66 * r + 129 * g + 25 * b) / 256);
        if (x % 2 == 0 && y % 2 == 0) {
          put(frame, 1, x / 2, y / 2, 128 + (-38 * r - 74 * g + 112 * b) / 256);
          put(frame, 2, x / 2, y / 2, 128 + (112 * r - 94 * g - 18 * b) / 256);
        }
      }
    }
  }

  private static void put(AVFrame frame, int plane, int x, int y, int value) {
    frame.data(plane).put((long) y * frame.linesize(plane) + x, (byte) value);
  }

  private static void check(int code) throws VideoException {
    if (code < 0) {
      throw new VideoException("encoding: " + VideoLibrary.meaning(code));
    }
  }
}
