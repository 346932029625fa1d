package io.posestream.onnx;

import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The two-member bundle of models/export/make_tiny_models.py, as it is or with changes. */
public final class TinyBundle {
  public static final Path FOLDER = Path.of("src/test/resources/tiny-bundle");
  public static final OnnxOptions ON_CPU = OnnxOptions.DEFAULTS.withDevice(Device.CPU);

  private TinyBundle() {}

  public static Bundle read() {
    return Bundle.read(FOLDER);
  }

  /** Copies the bundle without its labels.txt into an empty folder. */
  public static Path copyTo(Path folder) {
    return copy(FOLDER, folder);
  }

  /** Copies a bundle without its labels.txt into an empty folder. */
  static Path copy(Path bundle, Path folder) {
    try (Stream<Path> files = Files.list(bundle)) {
      for (Path file : files.filter(each -> !each.endsWith("labels.txt")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the bundle and replaces a text that its manifest has. */
  public static Path changed(Path folder, String text, String replacement) {
    copyTo(folder);
    change(folder, text, replacement);
    return folder;
  }

  public static void change(Path folder, String text, String replacement) {
    Path file = folder.resolve("manifest.yaml");
    try {
      String manifest = Files.readString(file);
      if (!manifest.contains(text)) {
        throw new IllegalArgumentException("the manifest has no " + text);
      }
      Files.writeString(file, manifest.replace(text, replacement));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the bundle and leaves only one of its members, joint or limb. */
  public static Path onlyMember(Path folder, String name) {
    copyTo(folder);
    try {
      Path file = folder.resolve("manifest.yaml");
      String manifest = Files.readString(file);
      int limb = manifest.indexOf("  - name: limb");
      int joint = manifest.indexOf("  - name: joint");
      String kept =
          name.equals("joint")
              ? manifest.substring(joint, limb)
              : manifest.substring(limb, manifest.indexOf("labels:"));
      Files.writeString(
          file,
          manifest.substring(0, joint) + kept + manifest.substring(manifest.indexOf("labels:")));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns clips of one to three people who stand about at random. */
  public static List<PoseSequence> clips(int count, ModelDescription model) {
    Random random = new Random(7);
    List<PoseSequence> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clips.add(clip(1 + i % 3, model, random));
    }
    return clips;
  }

  private static PoseSequence clip(int persons, ModelDescription model, Random random) {
    int frames = model.preprocessing().sampledFrames();
    int joints = model.layout().joints();
    float[] coordinates = new float[2 * persons * frames * joints];
    float[] scores = new float[persons * frames * joints];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = 100 + 300 * random.nextFloat();
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = 0.5f + 0.5f * random.nextFloat();
    }
    return new PoseSequence(persons, frames, joints, coordinates, scores, 480, 640);
  }

  /** Cuts a file off in the middle. */
  public static void truncate(Path model) throws IOException {
    Files.write(model, Arrays.copyOf(Files.readAllBytes(model), 1000));
  }
}
