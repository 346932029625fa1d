package io.posestream.view.server;

import io.posestream.core.heatmap.CropQuadruple;
import io.posestream.view.model.Sight;
import io.posestream.view.model.Volume;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A sight as the page reads it; all numbers little-endian.
 *
 * <pre>
 * f64 x, y, width, height of the covered part, in shares of the image · f64 probability
 * twice, for heat and activation: u32 T · u32 H · u32 W · f64 peak · T x H x W u8, 255 for the peak
 * </pre>
 */
final class SightBytes {
  private static final int HEADER = 5 * Double.BYTES;
  private static final int VOLUME_HEADER = 3 * Integer.BYTES + Double.BYTES;

  private SightBytes() {}

  static byte[] of(Sight sight) {
    int size = sight.heat().values().length + sight.activation().values().length;
    ByteBuffer out =
        ByteBuffer.allocate(HEADER + 2 * VOLUME_HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
    CropQuadruple covered = sight.covered();
    out.putDouble(covered.x()).putDouble(covered.y());
    out.putDouble(covered.width()).putDouble(covered.height());
    out.putDouble(sight.probability());
    put(sight.heat(), out);
    put(sight.activation(), out);
    return out.array();
  }

  private static void put(Volume volume, ByteBuffer out) {
    out.putInt(volume.frames()).putInt(volume.height()).putInt(volume.width());
    out.putDouble(volume.peak()).put(volume.toBytes());
  }
}
