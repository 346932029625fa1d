package io.posestream.estimator.picture;

/**
 * How a picture has to be turned to be upright: phones and cameras that hang upside down store what
 * their sensor saw, and how they were held.
 *
 * @param mirrored whether left and right change places, before it is turned
 * @param quarterTurns clockwise, 0..3
 */
public record Orientation(boolean mirrored, int quarterTurns) {
  /** The picture is upright as it is. */
  public static final Orientation UPRIGHT = new Orientation(false, 0);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if there are not 0 to 3 quarter turns
   */
  public Orientation {
    if (quarterTurns < 0 || quarterTurns > 3) {
      throw new IllegalArgumentException(
          "expected 0 to 3 quarter turns, got %d".formatted(quarterTurns));
    }
  }

  /**
   * Returns what a tag of Exif says (Exif 2.32, section 4.6.4, tag 274).
   *
   * @param value 1..8; every other value says nothing, and the picture stays as it is
   */
  public static Orientation ofExif(int value) {
    return switch (value) {
      case 2 -> new Orientation(true, 0);
      case 3 -> new Orientation(false, 2);
      case 4 -> new Orientation(true, 2);
      case 5 -> new Orientation(true, 3);
      case 6 -> new Orientation(false, 1);
      case 7 -> new Orientation(true, 1);
      case 8 -> new Orientation(false, 3);
      default -> UPRIGHT;
    };
  }

  /**
   * Returns what a matrix does that takes a stored point (x, y), y downwards, to the shown point (a
   * x + c y, b x + d y), as videos carry it. Turns other than by quarters are rounded.
   */
  public static Orientation ofMatrix(double a, double b, double c, double d) {
    boolean mirrored = a * d - b * c < 0;
    double degrees = Math.toDegrees(mirrored ? Math.atan2(-b, -a) : Math.atan2(b, a));
    return new Orientation(mirrored, Math.floorMod(Math.round(degrees / 90), 4));
  }

  /** Returns the picture as it is to be seen; the size in which it was taken turns with it. */
  public Picture upright(Picture picture) {
    if (equals(UPRIGHT)) {
      return picture;
    }
    PictureSize from = picture.size();
    PictureSize size = turned(from);
    byte[] pixels = picture.rgb();
    byte[] rgb = new byte[pixels.length];
    int in = 0;
    for (int y = 0; y < from.height(); y++) {
      for (int x = 0; x < from.width(); x++, in += Picture.CHANNELS) {
        int out = Picture.CHANNELS * place(x, y, from);
        System.arraycopy(pixels, in, rgb, out, Picture.CHANNELS);
      }
    }
    return new Picture(size, turned(picture.taken()), rgb);
  }

  private PictureSize turned(PictureSize size) {
    return quarterTurns % 2 == 0 ? size : new PictureSize(size.height(), size.width());
  }

  /** Returns where a pixel comes to lie, counted row by row in the turned picture. */
  private int place(int x, int y, PictureSize from) {
    int right = mirrored ? from.width() - 1 - x : x;
    int width = from.width();
    int height = from.height();
    return switch (quarterTurns) {
      case 0 -> y * width + right;
      case 1 -> right * height + height - 1 - y;
      case 2 -> (height - 1 - y) * width + width - 1 - right;
      default -> (width - 1 - right) * height + y;
    };
  }
}
