package io.posestream.formats.clipfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleFileTest {
  private static final String CLIP =
      "{\"frame_dir\":\"made-up\",\"img_shape\":[480,640],\"keypoint\":[[[[1,2]]]],";

  private final Path file;

  ExampleFileTest(@TempDir Path folder) {
    this.file = folder.resolve("examples.jsonl");
  }

  @Test
  void readsClipsWithTheirAnswers() throws IOException {
    Files.writeString(file, CLIP + "\"probabilities\":[0.25,0.75]}\n");

    List<ExampleFile.Example> examples = ExampleFile.read(file);

    assertThat(examples).hasSize(1);
    assertThat(examples.get(0).clip().name()).isEqualTo("made-up");
    assertThat(examples.get(0).probabilities()).containsExactly(0.25, 0.75);
  }

  @Test
  void namesTheLineWithAnAnswerThatIsNoNumber() throws IOException {
    Files.writeString(file, CLIP + "\"probabilities\":[0.25,\"much\"]}\n");

    assertThatThrownBy(() -> ExampleFile.read(file))
        .isInstanceOf(ClipFileException.class)
        .hasMessageContaining("examples.jsonl line 1: probabilities: expected numbers");
  }

  @Test
  void namesTheLineThatIsNoJson() throws IOException {
    Files.writeString(file, CLIP + "\"probabilities\":[1]}\n{");

    assertThatThrownBy(() -> ExampleFile.read(file))
        .hasMessageContaining("examples.jsonl line 2: expected JSON");
  }
}
