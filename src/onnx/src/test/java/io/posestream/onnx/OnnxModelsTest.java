package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.session.OpenModels;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelsTest {
  private final Path folder;
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  OnnxModelsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void leavesNothingOpen() {
    Thread.currentThread().setContextClassLoader(before);
    assertThat(OpenModels.count()).isZero();
  }

  @Test
  void opensAFolderOnceItHasTravelled() throws Exception {
    ActionModelFactory factory =
        Travelled.copyOf(OnnxModels.fromFolder(TinyBundle.FOLDER, TinyBundle.ON_CPU));

    assertThat(factory.describe()).isEqualTo(TinyBundle.read().description());
    assertThat(answersOf(factory)).isDeepEqualTo(answersOfTheFolder());
  }

  @Test
  void opensAFolderOnTheClassPath() {
    ActionModelFactory factory = OnnxModels.fromClassPath("tiny-bundle", TinyBundle.ON_CPU);

    assertThat(factory.describe()).isEqualTo(TinyBundle.read().description());
    assertThat(answersOf(factory)).isDeepEqualTo(answersOfTheFolder());
  }

  @Test
  void opensAFolderInAJar() throws Exception {
    URL[] jar = {jarOf("models/in-a-jar", TinyBundle.FOLDER).toUri().toURL()};
    try (URLClassLoader classes = new URLClassLoader(jar, null)) {
      Thread.currentThread().setContextClassLoader(classes);
      ActionModelFactory factory = OnnxModels.fromClassPath("models/in-a-jar", TinyBundle.ON_CPU);

      assertThat(factory.describe()).isEqualTo(TinyBundle.read().description());
      assertThat(answersOf(factory)).isDeepEqualTo(answersOfTheFolder());
    }
  }

  @Test
  void equalBundlesShareAModelWhereverTheyAreFound() {
    ActionModelFactory onDisk = OnnxModels.fromFolder(TinyBundle.FOLDER, TinyBundle.ON_CPU);
    ActionModelFactory onClassPath = OnnxModels.fromClassPath("tiny-bundle", TinyBundle.ON_CPU);
    try (ActionModel first = onDisk.open();
        ActionModel second = onClassPath.open()) {
      assertThat(second.description()).isEqualTo(first.description());
      assertThat(OpenModels.count()).isOne();
    }
  }

  @Test
  void describesAndOpensTheChosenPrecision() {
    Path variants = Path.of("src/test/resources/tiny-variants");
    String precision = Bundle.read(variants).precisions().get(0);
    ActionModelFactory factory =
        OnnxModels.fromFolder(variants, TinyBundle.ON_CPU.withPrecision(precision));

    assertThat(factory.describe().precision()).isEqualTo(precision);
    assertThatThrownBy(
            () ->
                OnnxModels.fromFolder(variants, TinyBundle.ON_CPU.withPrecision("int3")).describe())
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("got int3");
  }

  @Test
  void aBundleThatIsNotOnTheClassPathIsNamed() {
    assertThatThrownBy(() -> OnnxModels.fromClassPath("models/none").describe())
        .isInstanceOf(BundleException.class)
        .hasMessageStartingWith("class path: expected a bundle's models/none/manifest.yaml")
        .hasMessageEndingWith("Fix: put the bundle's folder into the job's jar");
  }

  private static float[][] answersOfTheFolder() {
    try (OnnxActionModel model = OnnxActionModel.open(TinyBundle.read(), TinyBundle.ON_CPU)) {
      return answersOf(model);
    }
  }

  private static float[][] answersOf(ActionModelFactory factory) {
    try (ActionModel model = factory.open()) {
      return answersOf(model);
    }
  }

  private static float[][] answersOf(ActionModel model) {
    List<PoseSequence> clips = TinyBundle.clips(3, model.description());
    return model.score(clips).stream()
        .map(answer -> answer.probabilities())
        .toArray(float[][]::new);
  }

  private Path jarOf(String name, Path bundle) throws IOException {
    Path jar = folder.resolve("job.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.list(bundle)) {
      for (Path each : files.toList()) {
        out.putNextEntry(new JarEntry(name + "/" + each.getFileName()));
        Files.copy(each, out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
