package io.posestream.estimator.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import io.posestream.estimator.picture.Orientation;
import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureSize;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/**
 * Turns FFmpeg's frames of any format and size into small pictures.
 *
 * <p>Owns FFmpeg's scaler. Owned and used by one thread.
 */
final class FrameScale implements AutoCloseable {
  private static final int MATRIX_BYTES = 9 * Integer.BYTES;

  private final AVFrame target = av_frame_alloc();
  private @Nullable SwsContext context;

  /** Returns a frame as a picture whose long side has so many pixels, upright. */
  Picture of(AVFrame frame, int longSide) {
    PictureSize taken = new PictureSize(frame.width(), frame.height());
    PictureSize size = taken.withLongSide(longSide);
    prepare(frame, size);
    sws_scale(
        context,
        frame.data(),
        frame.linesize(),
        0,
        taken.height(),
        target.data(),
        target.linesize());
    return orientation(frame).upright(new Picture(size, taken, pixels(size)));
  }

  // FFmpeg hands the matrix of the container on with each frame: nine numbers, the first two of
  // each
  // row and column with 16 binary places.
  private static Orientation orientation(AVFrame frame) {
    AVFrameSideData side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (side == null || side.size() < MATRIX_BYTES) {
      return Orientation.UPRIGHT;
    }
    IntPointer matrix = new IntPointer(side.data());
    return Orientation.ofMatrix(matrix.get(0), matrix.get(1), matrix.get(3), matrix.get(4));
  }

  private void prepare(AVFrame frame, PictureSize size) {
    if (target.width() != size.width() || target.height() != size.height()) {
      av_frame_unref(target);
      target.format(AV_PIX_FMT_RGB24);
      target.width(size.width());
      target.height(size.height());
      av_frame_get_buffer(target, 0);
    }
    // A new one only if something differs: a camera may change its size in the stream.
    context =
        sws_getCachedContext(
            context,
            frame.width(),
            frame.height(),
            frame.format(),
            size.width(),
            size.height(),
            AV_PIX_FMT_RGB24,
            SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    if (context == null) {
      throw new IllegalStateException(
          "FFmpeg cannot scale pictures of %dx%d in pixel format %d"
              .formatted(frame.width(), frame.height(), frame.format()));
    }
  }

  private byte[] pixels(PictureSize size) {
    int row = Picture.CHANNELS * size.width();
    byte[] rgb = new byte[row * size.height()];
    BytePointer data = target.data(0);
    for (int y = 0; y < size.height(); y++) {
      data.position((long) y * target.linesize(0)).get(rgb, y * row, row);
    }
    return rgb;
  }

  @Override
  public void close() {
    av_frame_free(target);
    sws_freeContext(context);
    context = null;
  }
}
