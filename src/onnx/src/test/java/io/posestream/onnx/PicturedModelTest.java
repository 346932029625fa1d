package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription.PictureNeed;
import io.posestream.core.model.PicturedPoses;
import io.posestream.core.picture.PictureClip;
import io.posestream.core.picture.PixelImage;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bundle with a member that takes pictures, of models/export/make_tiny_models.py. */
class PicturedModelTest {
  private static final Path FOLDER = Path.of("src/test/resources/tiny-pictures");

  private final Path folder;

  PicturedModelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void picturesChangeTheAnswer() {
    try (OnnxActionModel model = OnnxActionModel.open(Bundle.read(FOLDER), TinyBundle.ON_CPU)) {
      PoseSequence poses = TinyBundle.clips(1, model.description()).get(0);
      List<PicturedPoses> clips =
          List.of(pictured(poses, 200, 30, 30), pictured(poses, 30, 30, 200));

      List<ClipScores> answers = model.scorePictured(clips);

      assertThat(answers.get(0).probabilities()).isNotEqualTo(answers.get(1).probabilities());
    }
  }

  @Test
  void clipsWithAndWithoutPicturesGoToTheirMembersInOneCall() {
    try (OnnxActionModel model = OnnxActionModel.open(Bundle.read(FOLDER), TinyBundle.ON_CPU);
        OnnxActionModel poses = OnnxActionModel.open(jointAlone(), TinyBundle.ON_CPU)) {
      List<PicturedPoses> clips = everySecondPictured(TinyBundle.clips(5, model.description()));

      List<ClipScores> together = model.scorePictured(clips);

      for (int i = 0; i < clips.size(); i++) {
        float[] alone = model.scorePictured(List.of(clips.get(i))).get(0).probabilities();
        assertThat(together.get(i).probabilities()).isEqualTo(alone);
      }
      assertThat(together.get(1).probabilities())
          .isEqualTo(poses.score(List.of(clips.get(1).poses())).get(0).probabilities());
      assertThat(together.get(1).activation()).isPresent();
      assertThat(together.get(0).activation()).isEmpty();
    }
  }

  private Bundle jointAlone() {
    return Bundle.read(TinyBundle.onlyMember(folder, "joint"));
  }

  private static List<PicturedPoses> everySecondPictured(List<PoseSequence> poses) {
    List<PicturedPoses> clips = new ArrayList<>();
    for (PoseSequence each : poses) {
      clips.add(
          clips.size() % 2 == 0
              ? pictured(each, 40 * clips.size(), 99, 7)
              : PicturedPoses.without(each));
    }
    return clips;
  }

  @Test
  void picturesOfAnotherSizeTakeThePosesWithThem() {
    try (OnnxActionModel model = OnnxActionModel.open(Bundle.read(FOLDER), TinyBundle.ON_CPU)) {
      PoseSequence poses = TinyBundle.clips(1, model.description()).get(0);
      PictureClip small = new PictureClip(List.of(half(320, 240), half(320, 240)));
      PictureClip large = new PictureClip(List.of(half(640, 480), half(640, 480)));

      float[] ofSmall = scores(model, new PicturedPoses(poses, Optional.of(small)));
      float[] ofLarge = scores(model, new PicturedPoses(poses, Optional.of(large)));
      float[] ofDark = scores(model, pictured(poses, 0, 0, 0));

      assertThat(ofSmall).containsExactly(ofLarge, within(0.02f));
      assertThat(ofSmall).isNotEqualTo(ofDark);
    }
  }

  private static float[] scores(OnnxActionModel model, PicturedPoses clip) {
    return model.scorePictured(List.of(clip)).get(0).probabilities();
  }

  // White on the left, black on the right, whatever its size.
  private static PixelImage half(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 % width < width / 2 ? 255 : 0);
    }
    return PixelImage.owning(width, height, pixels);
  }

  @Test
  void averagesTheHeads() {
    Bundle both = Bundle.read(TinyBundle.copy(FOLDER, folder));
    float[] mean = answer(both);
    TinyBundle.change(folder, "scores: [logits_rgb, logits_pose]", "scores: logits_rgb");
    float[] rgb = answer(Bundle.read(folder));
    TinyBundle.change(folder, "scores: logits_rgb", "scores: logits_pose");
    float[] pose = answer(Bundle.read(folder));

    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isCloseTo((rgb[i] + pose[i]) / 2, within(1e-6f));
    }
    assertThat(rgb).isNotEqualTo(pose);
  }

  private static float[] answer(Bundle bundle) {
    try (OnnxActionModel model = OnnxActionModel.open(bundle, TinyBundle.ON_CPU)) {
      PoseSequence poses = TinyBundle.clips(1, model.description()).get(0);
      return scores(model, pictured(poses, 180, 90, 20));
    }
  }

  @Test
  void saysWhetherItNeedsPictures() throws Exception {
    assertThat(Bundle.read(FOLDER).description().pictures()).isEqualTo(PictureNeed.OPTIONAL);
    assertThat(withoutPosesAlone().description().pictures()).isEqualTo(PictureNeed.REQUIRED);
    assertThat(TinyBundle.read().description().pictures()).isEqualTo(PictureNeed.NONE);
  }

  @Test
  void refusesAClipWithoutThePicturesItNeeds() throws Exception {
    try (OnnxActionModel model = OnnxActionModel.open(withoutPosesAlone(), TinyBundle.ON_CPU)) {
      List<PoseSequence> clips = TinyBundle.clips(1, model.description());

      assertThatThrownBy(() -> model.score(clips))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected clips with pictures for model tiny-pictures, got clip 0 without");
    }
  }

  private Bundle withoutPosesAlone() throws Exception {
    Path manifest = TinyBundle.copy(FOLDER, folder).resolve("manifest.yaml");
    String text = Files.readString(manifest);
    int second = text.indexOf("  - name: joint");
    Files.writeString(
        manifest, text.substring(0, second) + text.substring(text.indexOf("labels:")));
    return Bundle.read(folder);
  }

  @Test
  void refusesAnotherNumberOfPictures() {
    try (OnnxActionModel model = OnnxActionModel.open(Bundle.read(FOLDER), TinyBundle.ON_CPU)) {
      PoseSequence poses = TinyBundle.clips(1, model.description()).get(0);
      PictureClip three = new PictureClip(Collections.nCopies(3, half(64, 48)));

      assertThatThrownBy(
              () -> model.scorePictured(List.of(new PicturedPoses(poses, Optional.of(three)))))
          .hasMessage("expected 2 pictures (1 views of 2), got 3");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\n    fusion: mean| | members[0].fusion: expected mean, for a member of several scores",
        "fusion: mean| fusion: sum | members[0].fusion: expected mean",
        "resize: 12x16| resize: 12x20 | members[0].pictures.shape: expected the [1, 3, 2, 12, 20]",
        "[-1, 3, 2,| [-1, 3, 4, | preprocessing.pictures.clip-length, 2",
        "flip: false| flip: true | flip: expected false for a model of pictures",
        "stream: joint\\n"
            + "    file: pic| stream: joint\\n"
            + "    clips: every\\n"
            + "    file: pic | no such key for a",
      })
  void refusesAManifestThatContradictsItself(String text, String changed, String message) {
    TinyBundle.copy(FOLDER, folder);
    String replacement = changed == null ? "" : changed.replace("\\n", "\n");
    TinyBundle.change(folder, text.replace("\\n", "\n"), replacement);

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("Fix: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: pictures,| name: images, | member pictured: pictures.name: expected one of",
        "\\n    pictures: {name: pictures, shape: [-1, 3, 2, 12, 16]}| | expected a model with one",
        "[logits_rgb, logits_pose]| [logits_rgb, votes] | outputs.scores: expected one of",
      })
  void refusesAManifestThatIsNotTheNetworks(String text, String changed, String message) {
    TinyBundle.copy(FOLDER, folder);
    TinyBundle.change(folder, text.replace("\\n", "\n"), changed == null ? "" : changed);
    if (changed == null) {
      dropPictureSection();
    }

    assertThatThrownBy(() -> OnnxActionModel.open(Bundle.read(folder), TinyBundle.ON_CPU))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(message);
  }

  private void dropPictureSection() {
    TinyBundle.change(folder, "    clips: without-pictures\n", "");
    TinyBundle.change(
        folder,
        "  pictures:\n    clip-length: 2\n    resize: 12x16\n"
            + "    mean: [123.675, 116.28, 103.53]\n    std: [58.395, 57.12, 57.375]\n",
        "");
  }

  private static PicturedPoses pictured(PoseSequence poses, int red, int green, int blue) {
    Random random = new Random(3);
    byte[] pixels = new byte[3 * 640 * 480];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) (red + random.nextInt(20));
      pixels[i + 1] = (byte) (green + random.nextInt(20));
      pixels[i + 2] = (byte) (blue + random.nextInt(20));
    }
    PixelImage image = PixelImage.owning(640, 480, pixels);
    return new PicturedPoses(poses, Optional.of(new PictureClip(List.of(image, image))));
  }
}
