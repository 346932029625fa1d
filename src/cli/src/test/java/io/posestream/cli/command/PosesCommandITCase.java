package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.picture.Picture;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.recording.Recording;
import io.posestream.formats.recording.Recording.Line;
import io.posestream.testkit.picture.DrawnPeople;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.actor.Actor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class PosesCommandITCase {
  private static final String ESTIMATOR = "../../models/movenet-multipose";

  private final Path folder;

  PosesCommandITCase(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void writesARecordingOfAVideo() throws IOException {
    Path recording = folder.resolve("poses.jsonl.gz");

    CommandRun run = poses(video("hall.mjpeg", 10).toString(), "--out", recording.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("hall: 6 frames").contains(recording.toString());
    List<PoseFrame> frames = frames(recording);
    // Ten pictures at 25 a second, thinned to 15 a second.
    assertThat(frames).extracting(PoseFrame::number).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(frames.get(0).timeMicros()).isZero();
    assertThat(frames).allSatisfy(frame -> assertThat(frame.persons()).isNotEmpty());
  }

  @Test
  void writesOneRecordingOfSeveralCameras() throws IOException {
    Path recording = folder.resolve("poses.jsonl");

    CommandRun run =
        poses(
            video("a.mjpeg", 3).toString(),
            pictures("b").toString(),
            "--camera",
            "door",
            "--camera",
            "yard",
            "--out",
            recording.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(frames(recording))
        .extracting(PoseFrame::camera)
        .containsExactlyInAnyOrder("door", "door", "yard", "yard", "yard");
  }

  @Test
  void goesOnWithOneCameraWhenAnotherFails() throws IOException {
    Path broken = pictures("broken");
    Files.writeString(broken.resolve("p1.jpg"), "no picture");
    Path recording = folder.resolve("poses.jsonl");

    CommandRun run =
        poses(broken.toString(), video("a.mjpeg", 2).toString(), "--out", recording.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).hasSize(2);
    assertThat(run.err()).contains("p1.jpg: expected a JPEG").contains("1 of 2 cameras failed");
    assertThat(frames(recording)).extracting(PoseFrame::camera).contains("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gone.mp4",
        "/dev/video973",
        "rtsp://127.0.0.1:1/live",
        "http://127.0.0.1:1/live.mjpg",
        "http://nobody.invalid/live.mjpg"
      })
  void saysInOneLineThatASourceIsNotThere(String source) {
    CommandRun run = poses(source, "--out", folder.resolve("poses.jsonl").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).startsWith("posestream poses: " + source + ": ");
    assertThat(folder.resolve("poses.jsonl")).doesNotExist();
  }

  @Test
  void refusesAFileThatIsNoVideo() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.mp4"), "hello\n".repeat(1000));

    CommandRun run = poses(notes.toString(), "--out", folder.resolve("poses.jsonl").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("notes.mp4: cannot open it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.mp4",
        "a.mp4 --out p.jsonl --bootstrap localhost:9092",
        "a.mp4 --bootstrap nowhere",
        "a.mp4 b.mp4 --camera one --out p.jsonl",
        "a.mp4 b/a.mp4 --out p.jsonl",
        "a.mp4 --size 5 --out p.jsonl",
        "a.mp4 --rate 0 --out p.jsonl",
        "a.mp4 --start -1 --out p.jsonl",
        "a.mp4 --picture-size 320 --out p.jsonl",
        "a.mp4 --pictures --picture-size 5 --out p.jsonl",
        "a.mp4 --pictures --picture-rate 0 --out p.jsonl",
        "a.mp4 --pictures --picture-quality 2 --out p.jsonl",
        "a.mp4 --pictures --picture-bytes 9 --out p.jsonl"
      })
  void refusesArgumentsThatDoNotFit(String arguments) {
    CommandRun run = poses(arguments.split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
  }

  @Test
  void picturesGoWithTheirFramesIfAsked() throws IOException {
    String source = pictures("hall").toString();
    Path plain = folder.resolve("plain.jsonl");
    Path pictured = folder.resolve("pictured.jsonl");

    poses(source, "--rate", "5", "--out", plain.toString());
    CommandRun run =
        poses(
            source,
            "--rate",
            "5",
            "--pictures",
            "--picture-size",
            "320",
            "--picture-rate",
            "2.5",
            "--out",
            pictured.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("2 with pictures of ");
    assertThat(frames(plain)).allMatch(frame -> frame.picture().isEmpty());
    assertThat(frames(pictured))
        .extracting(frame -> frame.picture().map(Picture::width).orElse(0))
        .containsExactly(320, 0, 320);
    // The network saw the same.
    assertThat(frames(pictured).stream().map(PoseFrame::withoutPicture).toList())
        .isEqualTo(frames(plain));
  }

  @Test
  void stopsAfterATime() throws IOException {
    Path recording = folder.resolve("poses.jsonl");

    CommandRun run =
        poses(video("long.mjpeg", 3_000).toString(), "--for", "1", "--out", recording.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(frames(recording)).hasSizeLessThan(3_000);
  }

  private static CommandRun poses(String... arguments) {
    return CommandRun.of(
        Stream.concat(Stream.of("poses", "--estimator", ESTIMATOR), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static List<PoseFrame> drawn() {
    return Scene.camera("hall")
        .fps(5)
        .seconds(1)
        .seed(3)
        .with(Actor.waver("1", 0, 4.6, 0, 1).stature(1.78))
        .simulate()
        .frames();
  }

  /** JPEG files one after the other, which FFmpeg takes for 25 pictures a second. */
  private Path video(String name, int pictures) throws IOException {
    byte[] picture = DrawnPeople.jpeg(drawn().get(0));
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < pictures; i++) {
        out.write(picture);
      }
    }
    return file;
  }

  private Path pictures(String name) throws IOException {
    Path pictures = Files.createDirectory(folder.resolve(name));
    for (int i = 0; i < 3; i++) {
      Files.write(pictures.resolve("p%d.jpg".formatted(i)), DrawnPeople.jpeg(drawn().get(i)));
    }
    Files.writeString(pictures.resolve("notes.txt"), "not a picture, and not named like one");
    return pictures;
  }

  private static List<PoseFrame> frames(Path recording) throws IOException {
    List<PoseFrame> frames = new ArrayList<>();
    try (Recording lines = Recording.open(recording)) {
      for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        frames.add(line.get().frame().orElseThrow());
      }
    }
    return frames;
  }
}
