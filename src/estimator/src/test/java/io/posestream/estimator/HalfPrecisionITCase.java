package io.posestream.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.Person;
import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.source.PictureSource;
import io.posestream.estimator.source.SourceSettings;
import io.posestream.estimator.source.TimedPicture;
import io.posestream.estimator.source.VideoFile;
import io.posestream.onnx.bundle.Sha256;
import io.posestream.testkit.fixture.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The weights that ship, in half precision, held against the full ones on real video. */
@Timeout(300)
class HalfPrecisionITCase {
  private static final Path BUNDLE = Path.of("../../models/movenet-multipose");
  private static final double LEAST_SCORE = 0.3;

  @Test
  void movesNoJointThatIsSeenByHalfAPixelOfThePicture(@TempDir Path folder, TestReporter reporter)
      throws IOException {
    Path full = bundle(SharedFolder.find("models/movenet/movenet-multipose.onnx"), folder);
    List<Picture> pictures = pictures(SharedFolder.find("video/home_fall.mp4"));
    double furthest = 0;
    try (PoseEstimator half = PoseEstimator.open(BUNDLE, EstimatorSettings.DEFAULTS);
        PoseEstimator whole = PoseEstimator.open(full, EstimatorSettings.DEFAULTS)) {
      for (Picture picture : pictures) {
        List<Person> expected = whole.poses(picture);
        List<Person> found = half.poses(picture);
        assertThat(found).hasSameSizeAs(expected);
        furthest = Math.max(furthest, furthest(expected, found));
      }
    }
    reporter.publishEntry("furthest joint, pixels of the network's picture", "" + furthest);
    assertThat(furthest).isLessThan(0.5);
  }

  // In pixels of the picture as the network sees it.
  private static double furthest(List<Person> expected, List<Person> found) {
    double furthest = 0;
    for (int i = 0; i < expected.size(); i++) {
      for (int joint = 0; joint < expected.get(i).joints(); joint++) {
        if (expected.get(i).jointScore(joint) >= LEAST_SCORE) {
          furthest =
              Math.max(
                  furthest,
                  Math.hypot(
                      expected.get(i).x(joint) - found.get(i).x(joint),
                      expected.get(i).y(joint) - found.get(i).y(joint)));
        }
      }
    }
    return furthest * 256 / 640;
  }

  private static Path bundle(Path network, Path folder) throws IOException {
    Files.copy(network, folder.resolve("model.onnx"));
    String manifest = Files.readString(BUNDLE.resolve("manifest.yaml"));
    Files.writeString(
        folder.resolve("manifest.yaml"),
        manifest.replaceAll("\"[0-9a-f]{64}\"", "\"" + Sha256.of(network) + "\""));
    return folder;
  }

  private static List<Picture> pictures(Path video) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    try (PictureSource source = VideoFile.open(video, SourceSettings.DEFAULTS.withRate(5))) {
      for (Optional<TimedPicture> next = source.next(); next.isPresent(); next = source.next()) {
        pictures.add(next.get().picture());
      }
    }
    return pictures;
  }
}
