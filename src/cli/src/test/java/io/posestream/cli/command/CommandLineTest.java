package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private final Path folder;

  CommandLineTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo ",
        "run ",
        "replay ",
        "events ",
        "control ",
        "heatmap ",
        "classify ",
        "model ",
        "model check ",
        "simulate "
      })
  void explainsEveryCommand(String command) {
    CommandRun run = CommandRun.of((command + "--help").split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: posestream " + command.strip());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void explainsWithoutNullsAndPlaceholders() {
    for (String command :
        List.of(
            "demo",
            "run",
            "replay",
            "convert",
            "events",
            "control",
            "heatmap",
            "classify",
            "simulate")) {
      assertThat(CommandRun.of(command, "--help").out()).doesNotContain("null", "${");
    }
  }

  @Test
  void tellsItsVersion() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("posestream ");
  }

  // A command line with its bad argument, and what the one line on stderr must say.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|expected a command, one of [demo, run, replay, convert, events, control, heatmap,"
            + " classify, model, simulate, evaluate]",
        "model|expected a command: check",
        "dmeo|'dmeo'",
        "--dmeo|'--dmeo'",
        "demo --input|'--input'",
        "demo --input nowhere.jsonl|--input: expected an existing file, got 'nowhere.jsonl'",
        "demo --events no/folder/e.jsonl --model SHIPPED|--events: expected a file in an existing"
            + " folder",
        "demo --scores FOLDER --model SHIPPED|--scores: expected a file in an existing folder",
        "demo --model nowhere|--model: expected an existing folder, got 'nowhere'",
        "demo -Dwindow.length --model SHIPPED|'-D'",
        "demo -Dwindow.lenght=1 --model SHIPPED|'window.lenght'",
        "demo -Dwindow.length=soon --model SHIPPED|window.length: expected a value such as '2 s',"
            + " got 'soon'",
        "demo -Dwindow.stride=0s --model SHIPPED|window: expected 0 < stride",
        "run|'--config=FILE'",
        "control --file YAML|'--config=FILE'",
        "control --config YAML|'--file=FILE'",
        "control --config YAML --file nowhere.json|--file: expected an existing file, got"
            + " 'nowhere.json'",
        "control --config YAML --file YAML --timeout 0|--timeout: expected a positive number of"
            + " seconds, got '0'",
        "run --config nowhere.yaml|--config: expected an existing file, got 'nowhere.yaml'",
        "run --config YAML --parallelism 0|--parallelism: expected a positive number, got '0'",
        "run --config YAML -Dwindow.phase=odd|window.phase: expected one of [aligned, spread], got"
            + " 'odd'",
        "run --config YAML -Devents.enter.moonwalk=0.5|'moonwalk'",
        "replay CLIP|'--bootstrap=HOST:PORT'",
        "replay --bootstrap localhost:9|'FILE'",
        "replay nowhere.jsonl --bootstrap localhost:9|FILE: expected an existing file",
        "replay CLIP --bootstrap localhost|--bootstrap: expected HOST:PORT, got 'localhost'",
        "replay CLIP --bootstrap localhost:9 --speed fast|--speed: expected max or a positive"
            + " number, got 'fast'",
        "replay CLIP --bootstrap localhost:9 --speed -1|--speed: expected max or a positive number,"
            + " got '-1'",
        "replay CLIP --bootstrap localhost:9 --speed NaN|--speed: expected max or a positive"
            + " number, got 'NaN'",
        "replay CLIP --bootstrap localhost:9 --kafka SSL|'--kafka'",
        "events|'--bootstrap=HOST:PORT'",
        "events --bootstrap kafka:9092,other|--bootstrap: expected HOST:PORT, got"
            + " 'kafka:9092,other'",
        "events --bootstrap localhost:9 --max 0|--max: expected a positive number, got '0'",
        "events --bootstrap localhost:9 --max many|'--max'",
        "convert CLIP --out V|'--from=DIALECT'",
        "convert CLIP --from openpose|'--out=REC.jsonl'",
        "convert nowhere --from openpose --out V|IN: expected an existing file or folder, got"
            + " 'nowhere'",
        "convert CLIP --from posenet --out V|--from: expected one of openpose, alphapose",
        "convert CLIP --from openpose --out no/folder/v|--out: expected a file in an existing"
            + " folder",
        "convert CLIP --from openpose --out V --layout coco25|--layout: expected one of coco17,"
            + " body25",
        "convert CLIP --from openpose --out V --size 1280|--size: expected one of WxH in pixels",
        "convert CLIP --from openpose --out V --unit metres|--unit: expected one of pixels,"
            + " normalised",
        "convert CLIP --from openpose --out V --fps 0|--fps: expected a positive number of frames",
        "events --bootstrap localhost:9 --format xml|'--format'",
        "classify CLIP --model SHIPPED --layout coco25|--layout: expected one of coco17, body25",
        "heatmap CLIP|'--out=V.npy'",
        "heatmap --out V|'CLIP'",
        "heatmap nowhere.json --out V|CLIP: expected an existing file, got 'nowhere.json'",
        "heatmap CLIP --out no/folder/v.npy|--out: expected a file in an existing folder",
        "heatmap CLIP CLIP --out V|Unmatched argument at index",
        "heatmap CLIP --out V --dialect openmm|--dialect: expected mmaction or pyskl, got 'openmm'",
        "heatmap CLIP --out V --stream bones|'--stream'",
        "heatmap CLIP --out V --clip-len 0|--clip-len: expected a positive number of frames, got"
            + " '0'",
        "heatmap CLIP --out V --clip-len x|'--clip-len'",
        "heatmap CLIP --out V --num-clips -1|--num-clips: expected a positive number of clips, got"
            + " -1",
        "heatmap CLIP --out V --clip-len 100000 --num-clips 100000|--clip-len, --num-clips:"
            + " expected at most",
        "heatmap CLIP --out V --resize 64|--resize: expected short:N or HEIGHTxWIDTH, got '64'",
        "heatmap CLIP --out V --resize short:0|--resize: expected pixels in 1..4096, got '0'",
        "heatmap CLIP --out V --resize 5000x5|--resize: expected pixels in 1..4096, got '5000'",
        "heatmap CLIP --out V --center-crop all|--center-crop: expected pixels in 1..4096, got"
            + " 'all'",
        "heatmap CLIP --out V --sigma 0|--sigma: expected a number in (0, 100), got 0",
        "heatmap CLIP --out V --sigma NaN|--sigma: expected a number in (0, 100), got NaN",
        "heatmap CLIP --out V --scaling 99|--scaling: expected a number in (0, 16], got 99",
        "heatmap CLIP --out V --flipp|'--flipp'",
        "classify|'CLIP'",
        "classify nowhere.json|CLIP: expected an existing file, got 'nowhere.json'",
        "classify CLIP --model nowhere|--model: expected an existing folder, got 'nowhere'",
        "classify CLIP --model SHIPPED --top 0|--top: expected a positive number, got '0'",
        "classify CLIP --model SHIPPED --device gpu|'--device'",
        "model check|'DIR'",
        "model check nowhere|DIR: expected an existing folder, got 'nowhere'",
        "model check SHIPPED --runs 0|--runs: expected a positive number, got '0'",
        "model check SHIPPED --device gpu|'--device'",
        "view|expected either a recording or --bootstrap HOST:PORT",
        "view nowhere.jsonl|REC.jsonl: expected an existing file, got 'nowhere.jsonl'",
        "view CLIP --bootstrap h:1|expected either a recording or --bootstrap HOST:PORT",
        "view --bootstrap broker|--bootstrap: expected HOST:PORT, got 'broker'",
        "view CLIP --port 99999|--port: expected a port in 0..65535, got '99999'",
        "view CLIP --events nowhere.jsonl|--events: expected an existing file, got 'nowhere.jsonl'",
        "render CLIP --out V|--out: expected a name that ends in .png or .gif",
        "render CLIP --out p.png|expected either --event ID or --camera ID",
        "render CLIP --out p.png --event fall|--event: expected an event or action in --events",
        "simulate|'--out=FILE'",
        "simulate --out no/folder/s.jsonl|--out: expected a file in an existing folder",
        "simulate --out V --scene moon|'--scene'",
        "simulate --out V --scene crowd --persons 0|--persons: expected a number in 1..50, got '0'",
        "simulate --out V --scene crowd --fps 0|--fps: expected a positive number, got '0.0'",
        "simulate --out V --scene crowd --seconds -1|--seconds: expected a positive number, got"
            + " '-1.0'",
        "simulate --out V --scene crowd --seconds Infinity|--seconds: expected a positive number,"
            + " got 'Infinity'",
      })
  void namesABadArgumentInOneLine(String line, String message) throws IOException {
    CommandRun run = CommandRun.of(arguments(line));

    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).startsWith("posestream").contains(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  // Arguments are fine; what they name is not.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heatmap YAML --out V|expected JSON",
        "heatmap CLIP --out V|clip.json: expected 17 joints (coco17), got 1",
        "convert YAML --from openpose --out V|expected JSON",
        "convert CLIP --from openpose --out V|clip.json: expected an array 'people', got nothing",
        "classify YAML --model SHIPPED|expected JSON",
        "classify CLIP --model SHIPPED|expected 17 joints (coco17), got 1",
        "classify CLIP --model FOLDER|manifest.yaml",
        "classify CLIP --model SHIPPED --device tensorrt|tensorrt",
        "model check FOLDER|manifest.yaml",
        "demo --model FOLDER|manifest.yaml",
        "view CLIP|expected a recording, got no frame",
        "view CLIP --events CLIP|clip.json, line 1: expected an event",
        "render CLIP --out p.png --camera gate|expected frames of camera 'gate'",
        "events --bootstrap no.such.host.invalid:9092|no.such.host.invalid:9092",
        "replay CLIP --bootstrap no.such.host.invalid:9092|no.such.host.invalid:9092",
      })
  void namesWhatFailedInOneLine(String line, String message) throws IOException {
    CommandRun run = CommandRun.of(arguments(line));

    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).startsWith("posestream").contains(message);
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void leavesNoVolumeBehindWhenItFails() throws IOException {
    CommandRun.of(arguments("heatmap CLIP --out V"));

    assertThat(folder.resolve("v.npy")).doesNotExist();
  }

  private String[] arguments(String line) throws IOException {
    Path clip = folder.resolve("clip.json");
    Files.writeString(
        clip, "{\"img_shape\":[480,640],\"keypoint\":[[[[1,2]]]],\"keypoint_score\":[[[1]]]}");
    Path yaml =
        Files.writeString(folder.resolve("job.yaml"), "inference.model: " + CommandRun.SHIPPED);
    return line.isEmpty()
        ? new String[0]
        : line.replace("CLIP", clip.toString())
            .replace("YAML", yaml.toString())
            .replace("SHIPPED", CommandRun.SHIPPED)
            .replace("FOLDER", folder.toString())
            .replaceAll("V\\b", folder.resolve("v.npy").toString())
            .split(" ");
  }
}
