package io.posestream.estimator.picture;

/**
 * Scales a picture: each new pixel is the mean of the old ones that it covers.
 *
 * <p>Made for making pictures smaller. In a larger one the old pixels repeat.
 */
final class BoxScale {
  private BoxScale() {}

  /** Returns the values of the picture in another size. */
  static byte[] of(byte[] rgb, PictureSize from, PictureSize to) {
    byte[] scaled = new byte[Picture.CHANNELS * to.width() * to.height()];
    int[] columns = edges(from.width(), to.width());
    int[] rows = edges(from.height(), to.height());
    int out = 0;
    for (int y = 0; y < to.height(); y++) {
      for (int x = 0; x < to.width(); x++) {
        int right = Math.max(columns[x] + 1, columns[x + 1]);
        int below = Math.max(rows[y] + 1, rows[y + 1]);
        for (int channel = 0; channel < Picture.CHANNELS; channel++) {
          scaled[out++] = mean(rgb, from.width(), columns[x], right, rows[y], below, channel);
        }
      }
    }
    return scaled;
  }

  // Where each new pixel begins among the old ones, and where the last one ends.
  private static int[] edges(int from, int to) {
    int[] edges = new int[to + 1];
    for (int i = 0; i <= to; i++) {
      edges[i] = (int) ((long) i * from / to);
    }
    return edges;
  }

  private static byte mean(
      byte[] rgb, int width, int left, int right, int top, int below, int channel) {
    int sum = 0;
    for (int y = top; y < below; y++) {
      int pixel = Picture.CHANNELS * (y * width + left) + channel;
      for (int x = left; x < right; x++, pixel += Picture.CHANNELS) {
        sum += rgb[pixel] & 0xff;
      }
    }
    int count = (right - left) * (below - top);
    return (byte) ((sum + count / 2) / count);
  }
}
