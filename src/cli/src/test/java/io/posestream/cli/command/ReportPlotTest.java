package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.DetectedInterval;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import io.posestream.evaluation.measure.EvaluationReport;
import io.posestream.evaluation.measure.EvaluationRules;
import io.posestream.evaluation.measure.TruthInterval;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPlotTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  private final Path file;

  ReportPlotTest(@TempDir Path folder) {
    file = folder.resolve("p.png");
  }

  @Test
  void drawsAPngOfTheSizeItSays() throws IOException {
    BufferedImage image = drawn(labels(3));

    assertThat(Arrays.copyOf(Files.readAllBytes(file), 4)).isEqualTo(PNG);
    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(1260);
  }

  @Test
  void drawsBarsInEveryPanel() throws IOException {
    BufferedImage image = drawn(labels(3));

    assertThat(coloured(image, 0, 420)).isGreaterThan(1000);
    assertThat(coloured(image, 420, 840)).isGreaterThan(1000);
    assertThat(coloured(image, 840, 1260)).isGreaterThan(1000);
  }

  @Test
  void growsWithTheLabels() throws IOException {
    assertThat(drawn(labels(40)).getWidth()).isEqualTo(ReportPlot.width(40));
    assertThat(ReportPlot.width(40)).isEqualTo(3800);
    assertThat(ReportPlot.width(4000)).isEqualTo(8000);
  }

  @Test
  void saysSoIfThereIsNothing() throws IOException {
    BufferedImage image = drawn(labels(0));

    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(Arrays.stream(pixels(image, 0, 1260)).distinct().count()).isGreaterThan(1);
  }

  @Test
  void failsIfTheFolderIsGone() {
    assertThatIOException()
        .isThrownBy(() -> ReportPlot.write(labels(3), file.resolve("gone/p.png")));
  }

  // Of every label one action is found in time and one is missed.
  private static EvaluationReport labels(int number) {
    List<TruthInterval> truths = new ArrayList<>();
    List<DetectedInterval> events = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String action = "action_%02d".formatted(i);
      truths.add(new TruthInterval("gate", action, new Window(0, 1000), Set.of()));
      truths.add(new TruthInterval("gate", action, new Window(9000, 9900), Set.of()));
      events.add(
          new DetectedInterval(
              action, "gate", action, Scope.PERSON, new Window(100, 1200), Ending.ENDED));
    }
    return EvaluationReport.of(truths, events, EvaluationRules.DEFAULTS, 0.5);
  }

  private BufferedImage drawn(EvaluationReport report) throws IOException {
    ReportPlot.write(report, file);
    return ImageIO.read(file.toFile());
  }

  private static long coloured(BufferedImage image, int top, int bottom) {
    return Arrays.stream(pixels(image, top, bottom)).filter(ReportPlotTest::isColoured).count();
  }

  private static boolean isColoured(int rgb) {
    return Math.abs((rgb >> 16 & 0xff) - (rgb & 0xff)) > 60;
  }

  private static int[] pixels(BufferedImage image, int top, int bottom) {
    return image.getRGB(0, top, image.getWidth(), bottom - top, null, 0, image.getWidth());
  }
}
