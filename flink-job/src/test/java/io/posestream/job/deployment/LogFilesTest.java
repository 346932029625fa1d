package io.posestream.job.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private PrintStream stderr;
  private Path logFile;
  private LoggerContext log;

  @BeforeEach
  void redirect(@TempDir Path folder) {
    logFile = folder.resolve("test.log");
    System.setProperty("posestream.log.file", logFile.toString());
    System.setProperty("log.file", logFile.toString());
    stderr = System.err;
    System.setErr(new PrintStream(terminal, true, UTF_8));
  }

  @AfterEach
  void restore() {
    log.stop();
    System.setErr(stderr);
    System.clearProperty("posestream.log.file");
    System.clearProperty("log.file");
  }

  @Test
  void keepsWarningsOfTheCommandOffTheTerminal() {
    load("conf/log4j2-cli.properties");

    log.getLogger("io.posestream.onnx.session.LoadedModel").warn("opened no GPU");

    assertThat(terminal.toString(UTF_8)).isEmpty();
    assertThat(Checkout.text(logFile)).contains("opened no GPU");
  }

  @Test
  void showsErrorsOfTheCommandOnTheTerminal() {
    load("conf/log4j2-cli.properties");

    log.getLogger("io.posestream.job.Run").error("cannot go on", new IOException("details"));

    assertThat(terminal.toString(UTF_8)).isEqualToIgnoringNewLines("ERROR: cannot go on");
    assertThat(Checkout.text(logFile)).contains("cannot go on").contains("details");
  }

  @Test
  void keepsFlinkAndKafkaOffTheTerminalWhateverTheySay() {
    load("conf/log4j2-cli.properties");

    for (String chatter :
        new String[] {"org.apache.flink.runtime.X", "org.apache.kafka.X", "kafka.server.X"}) {
      log.getLogger(chatter).error("shutting down");
    }

    assertThat(terminal.toString(UTF_8)).isEmpty();
    assertThat(Checkout.text(logFile).lines()).hasSize(3);
  }

  @Test
  void makesNoLogFileForACommandWithNothingToSay() {
    load("conf/log4j2-cli.properties");

    log.getLogger("io.posestream.job.Run").info("all is well");

    assertThat(logFile).doesNotExist();
  }

  @Test
  void silencesTheNameCollisionsOfTheKafkaSink() {
    Configuration cluster = load("conf/log4j2.properties");
    String metrics = "org.apache.flink.metrics.MetricGroup";

    assertThat(cluster.getLoggerConfig(metrics).getLevel()).isEqualTo(Level.ERROR);
    assertThat(cluster.getRootLogger().getAppenders()).containsOnlyKeys("Console", "File");
  }

  private Configuration load(String path) {
    log = new LoggerContext("test");
    Configuration configuration =
        ConfigurationFactory.getInstance()
            .getConfiguration(log, "test", Checkout.file(path).toUri());
    log.start(configuration);
    assertThat(terminal.toString(UTF_8)).as("complaints of Log4j").isEmpty();
    return configuration;
  }
}
