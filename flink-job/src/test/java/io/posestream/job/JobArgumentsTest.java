package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.job.config.ConfigException;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.start.StartingPoint.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobArgumentsTest {
  @Test
  void readsFileOverridesAndWish() {
    JobArguments arguments =
        JobArguments.of(new String[] {"--config", "job.yaml", "-Dkafka.group-id=a=b", "--fresh"});

    assertThat(arguments.file()).isEqualTo(Path.of("job.yaml"));
    assertThat(arguments.overrides()).containsEntry("kafka.group-id", "a=b");
    assertThat(arguments.wish()).isEqualTo(Wish.FRESH);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> JobArguments.of(new String[] {"--confg", "job.yaml"}))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("got '--confg'");
  }

  // A TaskManager has another working directory than the start.
  @Test
  void findsTheModelBesideTheFoldersOfTheFile(@TempDir Path home) throws IOException {
    Path conf = Files.createDirectory(home.resolve("conf"));
    Path model = Files.createDirectories(home.resolve("models/mine"));
    Path file = Files.writeString(conf.resolve("job.yaml"), "inference: {model: models/mine}");

    Configuration settings = JobArguments.of(new String[] {"--config", file.toString()}).settings();

    assertThat(settings.get(InferenceOptions.MODEL)).isEqualTo(model.toString());
  }
}
