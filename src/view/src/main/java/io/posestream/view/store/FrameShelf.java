package io.posestream.view.store;

import io.posestream.core.pose.PoseFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest frames of every camera as the page reads them, bounded in bytes over all cameras.
 *
 * <p>Not thread-safe: {@link ViewStore} guards it.
 */
final class FrameShelf {
  // A map's entry, its key and the header of the array beside the frame's bytes.
  private static final int OVERHEAD = 96;
  // By number of the camera, then by time in milliseconds.
  private final Map<Integer, NavigableMap<Double, byte[]>> byCamera = new HashMap<>();
  private final long mostBytes;
  private long bytes;
  private long dropped;

  FrameShelf(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  void add(int camera, double millis, byte[] frame) {
    byte @Nullable [] before = of(camera).put(millis, frame);
    bytes += size(frame) - (before == null ? 0 : size(before));
    while (bytes > mostBytes) {
      dropOldest();
    }
  }

  private NavigableMap<Double, byte[]> of(int camera) {
    return byCamera.computeIfAbsent(camera, any -> new TreeMap<>());
  }

  // Of the camera that is held longest, so that a quiet one keeps what it has.
  private void dropOldest() {
    NavigableMap<Double, byte[]> longest =
        byCamera.values().stream()
            .filter(frames -> !frames.isEmpty())
            .max(Comparator.comparingDouble(frames -> frames.lastKey() - frames.firstKey()))
            .orElseThrow();
    bytes -= size(longest.pollFirstEntry().getValue());
    dropped++;
  }

  private static int size(byte[] frame) {
    return frame.length + OVERHEAD;
  }

  /** Returns how many frames made room for newer ones. */
  long dropped() {
    return dropped;
  }

  /**
   * Returns the frames of all cameras in a half-open interval, one after the other.
   *
   * @param mostBytes what does not fit is left out at the end, camera by camera
   */
  byte[] between(double fromMillis, double toMillis, int mostBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (NavigableMap<Double, byte[]> frames : byCamera.values()) {
      for (byte[] frame : frames.subMap(fromMillis, toMillis).values()) {
        if (out.size() + frame.length > mostBytes) {
          return out.toByteArray();
        }
        out.writeBytes(frame);
      }
    }
    return out.toByteArray();
  }

  /** Returns the frames of a camera in a half-open interval. */
  List<PoseFrame> between(int camera, String name, double fromMillis, double toMillis) {
    List<PoseFrame> found = new ArrayList<>();
    for (byte[] frame : of(camera).subMap(fromMillis, toMillis).values()) {
      found.add(FrameBytes.read(frame, name, found.size()));
    }
    return found;
  }
}
