package io.posestream.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureSize;
import io.posestream.estimator.source.PictureSource;
import io.posestream.estimator.source.SourceSettings;
import io.posestream.estimator.source.TimedPicture;
import io.posestream.estimator.source.VideoFile;
import io.posestream.estimator.video.TinyVideo;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.testkit.fixture.SharedFolder;
import io.posestream.testkit.picture.DrawnPeople;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.actor.Actor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From pixels to people, with the network that ships. */
@Timeout(300)
class PoseEstimatorITCase {
  private static final Path BUNDLE = Path.of("../../models/movenet-multipose");

  private final Path folder;

  PoseEstimatorITCase(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void findsDrawnPeopleInAVideoAndKeepsTheirIds() throws IOException {
    List<PoseFrame> drawn =
        Scene.camera("hall")
            .fps(15)
            .seconds(2)
            .seed(3)
            .with(
                Actor.waver("1", -0.9, 4.6, 0, 2).stature(1.78),
                Actor.at("2", 0.9, 4.8).stand(2).stature(1.7))
            .simulate()
            .frames();
    Path video =
        TinyVideo.write(
            folder.resolve("hall.mp4"), 15, drawn.stream().map(DrawnPeople::draw).toList());

    List<PoseFrame> found = frames(video, EstimatorSettings.DEFAULTS.withSize(384));

    assertThat(found).hasSameSizeAs(drawn);
    assertFindsMost(drawn, found);
    assertThat(ids(found)).hasSize(2);
  }

  private static Set<String> ids(List<PoseFrame> frames) {
    return frames.stream()
        .flatMap(frame -> frame.persons().stream())
        .map(Person::trackId)
        .collect(Collectors.toSet());
  }

  private static void assertFindsMost(List<PoseFrame> drawn, List<PoseFrame> found) {
    int all = 0;
    int near = 0;
    for (int i = 0; i < drawn.size(); i++) {
      for (Person person : drawn.get(i).persons()) {
        all++;
        near += found.get(i).persons().stream().anyMatch(other -> isNear(person, other)) ? 1 : 0;
      }
    }
    assertThat(near).isGreaterThan(8 * all / 10);
  }

  // Shoulders and hips, on average within a tenth of the height.
  private static boolean isNear(Person drawn, Person found) {
    double distance = 0;
    for (int joint : new int[] {5, 6, 11, 12}) {
      distance += Math.hypot(drawn.x(joint) - found.x(joint), drawn.y(joint) - found.y(joint)) / 4;
    }
    return distance < 0.1 * drawn.jointExtent().orElseThrow().height();
  }

  @Test
  void findsNobodyInAnEmptyPictureOfAnySize() {
    try (PoseEstimator estimator = PoseEstimator.open(BUNDLE, EstimatorSettings.DEFAULTS)) {
      for (PictureSize size : List.of(new PictureSize(1, 1), new PictureSize(641, 7))) {
        byte[] black = new byte[Picture.CHANNELS * size.width() * size.height()];
        assertThat(estimator.poses(new Picture(size, size, black))).isEmpty();
      }
    }
  }

  @Test
  void numbersTheFramesOfACamera() {
    try (PoseEstimator estimator = PoseEstimator.open(BUNDLE, EstimatorSettings.DEFAULTS)) {
      CameraPoses camera = estimator.camera("yard", "");
      PictureSize size = new PictureSize(64, 48);
      Picture picture = new Picture(size, size, new byte[3 * 64 * 48]);

      assertThat(List.of(camera.frame(picture, 5), camera.frame(picture, 9)))
          .extracting(PoseFrame::camera, PoseFrame::number, PoseFrame::timeMicros, PoseFrame::width)
          .containsExactly(tuple("yard", 0L, 5L, 64), tuple("yard", 1L, 9L, 64));
    }
  }

  @Test
  void answersNobodyOnceItIsClosed() {
    PoseEstimator estimator = PoseEstimator.open(BUNDLE, EstimatorSettings.DEFAULTS);
    estimator.close();
    estimator.close();

    PictureSize size = new PictureSize(64, 48);
    assertThatThrownBy(() -> estimator.poses(new Picture(size, size, new byte[3 * 64 * 48])))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesABundleOfActions() {
    assertThatThrownBy(
            () ->
                PoseEstimator.open(
                    Path.of("../../models/actions-slim"), EstimatorSettings.DEFAULTS))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("unknown key");
  }

  @Test
  void followsTheOneWhoFallsFromTheFirstPictureToTheLast() throws IOException {
    List<PoseFrame> frames =
        frames(SharedFolder.find("video/home_fall.mp4"), EstimatorSettings.DEFAULTS);

    assertThat(frames)
        .allSatisfy(
            frame -> assertThat(frame.persons()).extracting(Person::trackId).containsExactly("1"));
  }

  private static List<PoseFrame> frames(Path video, EstimatorSettings settings) throws IOException {
    List<PoseFrame> frames = new ArrayList<>();
    try (PoseEstimator estimator = PoseEstimator.open(BUNDLE, settings);
        PictureSource source =
            VideoFile.open(video, SourceSettings.DEFAULTS.withSize(settings.size()))) {
      CameraPoses camera = estimator.camera("home", "");
      for (Optional<TimedPicture> next = source.next(); next.isPresent(); next = source.next()) {
        frames.add(camera.frame(next.get().picture(), next.get().micros()));
      }
    }
    return frames;
  }
}
