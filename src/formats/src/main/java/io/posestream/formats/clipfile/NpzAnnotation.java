package io.posestream.formats.clipfile;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an annotation from an NPZ file, with the names and shapes of the JSON form. */
final class NpzAnnotation {
  private NpzAnnotation() {}

  static RecordedClip read(Path file) throws IOException {
    Map<String, NumpyArray> arrays = NumpyArray.readNpz(file);
    NumpyArray keypoint = required(arrays, "keypoint", file);
    int[] shape = personsFirst(keypoint.shape(), arrays);
    if (shape.length != 4 || shape[1] < 1 || shape[2] < 1 || shape[3] != 2) {
      throw wrong(file, "keypoint", "shape [M, T, V, 2]", Arrays.toString(shape));
    }
    float[] size = imageSize(arrays, file);
    float[] coordinates = keypoint.values();
    float[] scores = scores(arrays.get("keypoint_score"), shape, file);
    return new RecordedClip(
        name(arrays.get("frame_dir"), file),
        new PoseSequence(
            shape[0], shape[1], shape[2], coordinates, scores, (int) size[0], (int) size[1]),
        layout(arrays.get("layout"), shape, file));
  }

  private static float[] imageSize(Map<String, NumpyArray> arrays, Path file) {
    float[] size = required(arrays, "img_shape", file).values();
    if (size.length != 2 || !(size[0] >= 1 && size[1] >= 1)) {
      throw wrong(file, "img_shape", "[height, width] in pixels", Arrays.toString(size));
    }
    return size;
  }

  private static String name(@Nullable NumpyArray declared, Path file) {
    return declared == null || declared.text().isEmpty()
        ? String.valueOf(file.getFileName())
        : declared.text();
  }

  // NumPy makes an array of one dimension of an empty list, whatever would have been in it.
  private static int[] personsFirst(int[] shape, Map<String, NumpyArray> arrays) {
    NumpyArray total = arrays.get("total_frames");
    if (shape.length == 4 || shape.length == 0 || shape[0] != 0 || total == null) {
      return shape;
    }
    float[] frames = total.values();
    int count = frames.length == 1 ? (int) frames[0] : 0;
    return new int[] {0, count, KeypointLayout.COCO17.joints(), 2};
  }

  private static Optional<KeypointLayout> layout(
      @Nullable NumpyArray declared, int[] shape, Path file) {
    int persons = shape[0];
    int joints = shape[2];
    if (declared == null) {
      return Optional.empty();
    }
    KeypointLayout layout =
        KeypointLayout.named(declared.text())
            .orElseThrow(
                () -> wrong(file, "layout", "one of " + KeypointLayout.ids(), declared.text()));
    if (layout.joints() != joints && persons > 0) {
      throw wrong(
          file, "layout", layout.joints() + " joints for " + layout.id(), String.valueOf(joints));
    }
    return Optional.of(layout);
  }

  private static float[] scores(@Nullable NumpyArray score, int[] shape, Path file) {
    int points = shape[0] * shape[1] * shape[2];
    if (score == null) {
      return RecordedClip.fullScores(points);
    }
    if (score.values().length != points) {
      throw wrong(file, "keypoint_score", "shape [M, T, V]", Arrays.toString(score.shape()));
    }
    return score.values();
  }

  private static NumpyArray required(Map<String, NumpyArray> arrays, String name, Path file) {
    NumpyArray array = arrays.get(name);
    if (array == null) {
      throw wrong(file, name, "an array", "only " + arrays.keySet());
    }
    return array;
  }

  private static ClipFileException wrong(Path file, String name, String expected, String found) {
    return new ClipFileException(
        "%s: %s: expected %s, got %s".formatted(file, name, expected, found));
  }
}
