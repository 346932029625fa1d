package io.posestream.onnx.bundle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.onnx.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private final Path folder;

  ManifestTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: tiny                       | name: 7                       | name: expected a text (quote it), got 7
          name: tiny                       | name: ""                      | name: expected a text, got ""
          version: 0.1.0                   | version: [1]                  | version: expected a text, got a list
          layout: coco17                   | layout: coco71                | layout: expected one of coco17,
          dialect: mmaction2               | dialect: openpose             | dialect: expected mmaction2 or pyskl, got "openpose"
          clip-length: 8                   | clip-length: 0                | preprocessing.clip-length: expected a positive number of frames, got 0
          clip-length: 8                   | clip-length: 8.5              | preprocessing.clip-length: expected a whole number, got 8.5
          num-clips: 1                     | num-clips: -1                 | preprocessing.num-clips: expected a positive number of clips, got -1
          flip: false                      | flip: maybe                   | preprocessing.flip: expected true or false, got "maybe"
          padding: 0.25                    | padding: -1                   | preprocessing.compact.padding: expected a number of at least 0, got -1
          threshold: 10.0                  | threshold: ten                | preprocessing.compact.threshold: expected a number of at least 0, got "ten"
          hw-ratio: [1.0, 1.0]             | hw-ratio: [1.0]               | preprocessing.compact.hw-ratio: expected two numbers, [height, width], got a list
          hw-ratio: [1.0, 1.0]             | hw-ratio: [1.0, 0]            | preprocessing.compact.hw-ratio[1]: expected a number above 0, got 0
          allow-imgpad: true               | allow-imgpad: 1               | preprocessing.compact.allow-imgpad: expected true or false, got 1
          resize: 16x16                    | resize: 16                    | preprocessing.resize: expected HEIGHTxWIDTH or short:N, got 16
          resize: 16x16                    | resize: 16x0                  | preprocessing.resize: expected HEIGHTxWIDTH or short:N, got "16x0"
          center-crop: none                | center-crop: 0                | preprocessing.center-crop: expected none or a whole number above 0, got 0
          center-crop: none                | center-crop: some             | preprocessing.center-crop: expected none or a whole number above 0, got "some"
          sigma: 0.6                       | sigma: -1                     | preprocessing.sigma: expected a number in (0, 100), got -1
          scaling: 1.0                     | scaling: 17                   | preprocessing.scaling: expected a number in (0, 16], got 17
          sigma: 0.6                       | sigmma: 0.6                   | preprocessing.sigmma: unknown key, expected one of clip-length,
          use-score: true                  | x: 1                          | preprocessing.x: unknown key
          use-score: true                  | use-score: true\\n  sampling: loop | preprocessing.sampling: expected reference or time-uniform, got "loop"
          name: limb                       | name: joint                   | members[1].name: expected each name once, got "joint"
          stream: limb                     | stream: bone                  | members[1].stream: expected joint or limb, got "bone"
          file: tiny.onnx                  | file: ../tiny.onnx            | members[0].file: expected the name of a file in the bundle, got "../tiny.onnx"
          file: tiny.onnx                  | file: /tmp/tiny.onnx          | members[0].file: expected the name of a file in the bundle, got "/tmp/tiny.onnx"
          sha256: "                        | sha256: "X                    | members[0].sha256: expected 64 lower-case hex digits, got "X
          shape: [-1, 17, 8, 16, 16]       | shape: [17, 8, 16, 16]        | members[0].input.shape: expected five numbers, [batch, channels, frames, height, width], got a list
          shape: [-1, 17, 8, 16, 16]       | shape: [4, 17, 8, 16, 16]     | members[0].input.shape[0]: expected a batch of any size (-1) or of 1, got 4
          shape: [-1, 17, 8, 16, 16]       | shape: [-1, 17, 9, 16, 16]    | members[0].input.shape[2]: expected preprocessing.clip-length, 8, got 9
          shape: [-1, 17, 8, 16, 16]       | shape: [-1, 17, 8, 0, 16]     | members[0].input.shape[3]: expected a size above 0, or -1 for any, got 0
          outputs: {scores: logits}        | outputs: {cam: cam}           | members[1].outputs.scores: expected a text, got nothing
          scores: logits}                  | scores: logits, heat: h}      | members[1].outputs.heat: unknown key, expected one of scores, cam
          scores: logits\\n                | scores: votes\\n              | members[0].scores: expected logits or probabilities, got "votes"
          variants: []                     | variants: {}                  | members[0].variants: expected a list, got a mapping
          name: d, scopes: [scene]         | name: a, scopes: [scene]      | labels[3].name: expected each label once, got "a"
          name: d, scopes: [scene]         | name: d, scopes: []           | labels[3].scopes: expected at least one entry, got an empty list
          name: d, scopes: [scene]         | name: d, scopes: [crowd]      | labels[3].scopes[0]: expected person, pair or scene, got "crowd"
          name: d, scopes: [scene]         | name: d, scopes: [pair, pair] | labels[3].scopes[1]: expected each scope once, got "pair"
          reject-label: other              | reject-label: none            | reject-label: expected one of the labels a, b, c, d, other, got "none"
          0.55, exit: 0.35}                | 0.55}                         | thresholds.default.exit: expected a number, got nothing
          enter: 0.55                      | enter: 1.5                    | thresholds.default: expected 0 <= exit <= enter <= 1, got enter 1.5, exit 0.35
          b: {enter: 0.8                   | e: {enter: 0.8                | thresholds.labels.e: unknown key, expected one of a, b, c, d, other
          version: 0.1.0                   | name: again                   | not valid YAML: line 2: Duplicate field 'name'
          version: 0.1.0                   | version: [                    | not valid YAML: line
          """)
  void namesFileKeyExpectedAndFound(String text, String replacement, String message) {
    TinyBundle.changed(folder, text.replace("\\n", "\n"), replacement.replace("\\n", "\n"));

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .message()
        .startsWith(folder.resolve("manifest.yaml") + ": " + message)
        .doesNotContain("\n")
        .contains("Fix: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "version", "layout", "dialect"})
  void namesAMissingKey(String key) throws IOException {
    TinyBundle.copyTo(folder);
    Path file = folder.resolve("manifest.yaml");
    Files.writeString(file, Files.readString(file).replaceFirst("(?m)^" + key + ": .*\n", ""));

    assertThatThrownBy(() -> Bundle.read(folder))
        .hasMessageContaining("manifest.yaml: " + key + ": expected")
        .hasMessageContaining("got nothing");
  }

  @Test
  void rejectsAnEmptyFile() throws IOException {
    Files.writeString(folder.resolve("manifest.yaml"), "");

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("manifest.yaml: expected a mapping, got nothing");
  }

  @Test
  void rejectsABundleWithoutMembers() throws IOException {
    TinyBundle.copyTo(folder);
    Path file = folder.resolve("manifest.yaml");
    String manifest = Files.readString(file);
    Files.writeString(
        file,
        manifest.substring(0, manifest.indexOf("members:"))
            + "members: []\n"
            + manifest.substring(manifest.indexOf("labels:")));

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("members: expected at least one entry, got an empty list");
  }
}
