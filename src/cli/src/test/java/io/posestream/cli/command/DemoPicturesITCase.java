package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.recording.Recording;
import io.posestream.testkit.picture.DrawnPeople;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.actor.Actor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A video, and a model that looks at its pictures; with the small bundle of the tests of onnx. */
@Timeout(300)
class DemoPicturesITCase {
  private static final String MODEL = "../onnx/src/test/resources/tiny-pictures";

  private final Path folder;

  DemoPicturesITCase(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aModelThatLooksAtPicturesIsShownThoseOfTheVideo() throws Exception {
    Path video = video();

    CommandRun seen = demo("seen", video);
    CommandRun blind = demo("blind", video, "-Dframes.pictures=ignored");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out()).contains("Pictures      used");
    assertThat(frames("seen")).anyMatch(frame -> frame.picture().isPresent());
    assertThat(blind.exitCode()).as(blind.err()).isZero();
    assertThat(blind.out()).doesNotContain("Pictures  ");
    assertThat(frames("blind")).allMatch(frame -> frame.picture().isEmpty());
    List<String> scores = Files.readAllLines(folder.resolve("seen.scores.jsonl"));
    assertThat(scores).isNotEmpty().allMatch(line -> line.contains("{\"label\":\"d\""));
    assertThat(scores).isNotEqualTo(Files.readAllLines(folder.resolve("blind.scores.jsonl")));
  }

  private CommandRun demo(String name, Path video, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "demo",
                "--video",
                video.toString(),
                "--estimator",
                "../../models/movenet-multipose",
                "--model",
                MODEL,
                "-Dwindow.scopes=person",
                "-Dinference.scene-model=" + MODEL));
    for (String output : List.of("poses", "events", "scores", "dead-letters")) {
      arguments.add("--" + output);
      arguments.add(folder.resolve(name + "." + output + ".jsonl").toString());
    }
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private List<PoseFrame> frames(String name) throws IOException {
    List<PoseFrame> frames = new ArrayList<>();
    try (Recording recording = Recording.open(folder.resolve(name + ".poses.jsonl"))) {
      recording.forEach(line -> frames.add(line.frame().orElseThrow()));
    }
    return frames;
  }

  /** Five seconds: JPEG files one after the other, which FFmpeg takes for 25 pictures a second. */
  private Path video() throws IOException {
    Path file = folder.resolve("hall.mjpeg");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (PoseFrame frame : drawn()) {
        out.write(DrawnPeople.jpeg(frame));
      }
    }
    return file;
  }

  private static List<PoseFrame> drawn() {
    return Scene.camera("hall")
        .size(640, 360)
        .fps(25)
        .seconds(5)
        .seed(3)
        .with(Actor.waver("1", 0, 4.6, 0, 5).stature(1.78))
        .simulate()
        .frames();
  }
}
